"""What a worked example says."""

from __future__ import annotations

from fairway.engine.words.speech import Message

SAY_OF = Message(
    "Say you have {measured} of {goods} in a {period}.",
    "Angenommen, in einem {period} beträgt {goods} {measured}.",
    "Supposons que sur un {period} {goods} soit de {measured}.",
    "ある{period}の{goods}が{measured}だとします。",
)
SAY_QUALIFIER = Message(
    "Say your {sold} come to {shown} in a {period}.",
    "Angenommen, in einem {period} beträgt {sold} {shown}.",
    "Supposons que sur un {period} {sold} soit de {shown}.",
    "ある{period}の{sold}が{shown}だとします。",
)
SAY_BOTH = Message(
    "Say your {sold} come to {shown} in a {period} and your {paid} to {measured}.",
    "Angenommen, in einem {period} beträgt {sold} {shown} und {paid} {measured}.",
    "Supposons que sur un {period} {sold} soit de {shown} et {paid} de {measured}.",
    "ある{period}の{sold}が{shown}、{paid}が{measured}だとします。",
)
GATE_MET = Message(
    "Your {sold} must reach {bound} and come to {reach}.",
    "{sold} muss {bound} erreichen und beträgt {reach}.",
    "{sold} doit atteindre {bound} et est de {reach}.",
    "{sold}は{bound}以上が条件で、実績は{reach}です。",
)
GATE_MISSED = Message(
    "Your {sold} must reach {bound} and come to {reach}, so nothing is paid.",
    "{sold} muss {bound} erreichen und beträgt {reach}; deshalb wird nichts gezahlt.",
    "{sold} doit atteindre {bound} et est de {reach} : rien n'est donc versé.",
    "{sold}は{bound}以上が条件ですが、実績は{reach}のため、支払いはありません。",
)
PAID = Message("You are paid {due}.", "Sie erhalten {due}.", "Vous recevez {due}.", "支払額は{due}です。")
COUNTED = Message(
    "Of these, {counted} are paid for.",
    "Davon werden {counted} bezahlt.",
    "Sur ce total, {counted} sont pris en compte.",
    "このうち{counted}が支払いの対象です。",
)
NO_STEP = Message(
    "No step is reached, so nothing is earned.",
    "Es wird keine Stufe erreicht; deshalb wird nichts verdient.",
    "Aucun palier n'est atteint : rien n'est donc acquis.",
    "どの段階にも達していないため、支払いはありません。",
)
SLICES = Message(
    "Slice by slice: {parts}. Together that is {total}.",
    "Abschnitt für Abschnitt: {parts}. Zusammen sind das {total}.",
    "Tranche par tranche : {parts}. Au total : {total}.",
    "区分ごとに：{parts}。合計は{total}です。",
)
STEPS = Message(
    "Step by step: {parts}. Together that is {total}.",
    "Stufe für Stufe: {parts}. Zusammen sind das {total}.",
    "Palier par palier : {parts}. Au total : {total}.",
    "段階ごとに：{parts}。合計は{total}です。",
)
PART = Message("{base} at {pays}", "{base} zu {pays}", "{base} à {pays}", "{base}に{pays}")
RATE_AT = Message(
    "At {shown} the rate is {rate}: {counted} × {rate} = {total}.",
    "Bei {shown} ist der Satz {rate}: {counted} × {rate} = {total}.",
    "À {shown}, le taux est de {rate} : {counted} × {rate} = {total}.",
    "{shown}での率は{rate}です：{counted} × {rate} = {total}。",
)
STEP_PAYS = Message(
    "You reach the step {span}: it pays {total}.",
    "Sie erreichen die Stufe {span}: Sie zahlt {total}.",
    "Vous atteignez le palier {span} : il verse {total}.",
    "到達した段階（{span}）の支払いは{total}です。",
)
STEP_TIMES = Message(
    "You reach the step {span}: {counted} × {rate} = {total}.",
    "Sie erreichen die Stufe {span}: {counted} × {rate} = {total}.",
    "Vous atteignez le palier {span} : {counted} × {rate} = {total}.",
    "到達した段階（{span}）：{counted} × {rate} = {total}。",
)
TIMES = Message(
    "{counted} × {rate} = {total}.",
    "{counted} × {rate} = {total}.",
    "{counted} × {rate} = {total}.",
    "{counted} × {rate} = {total}。",
)
TOTAL = Message("{total}.", "{total}.", "{total}.", "{total}。")
RAISED = Message(
    "The guarantee raises this to {due}.",
    "Die Garantie hebt das auf {due}.",
    "La garantie porte ce montant à {due}.",
    "最低保証により{due}になります。",
)
CUT = Message(
    "The cap cuts this to {due}.",
    "Die Höchstgrenze kürzt das auf {due}.",
    "Le plafond ramène ce montant à {due}.",
    "上限により{due}になります。",
)
CARRIED = Message(
    "That is below the minimum of {least}: {kept} is carried to the next {period}.",
    "Das liegt unter dem Mindestbetrag von {least}: {kept} werden in die nächste Periode ({period}) übertragen.",
    "C'est inférieur au minimum de {least} : {kept} est reporté à la période suivante ({period}).",
    "最低支払額{least}に満たないため、{kept}は次の{period}に繰り越されます。",
)
ANY_PRODUCT = Message("any product", "beliebige Produkte", "tout produit", "任意の製品")
MULTIPLES = Message(
    "{multiples} full multiples of {every} × {pays}: {total}.",
    "{multiples} volle Vielfache von {every} × {pays}: {total}.",
    "{multiples} tranches complètes de {every} × {pays} : {total}.",
    "{every}の倍数{multiples}回 × {pays}：{total}。",
)
