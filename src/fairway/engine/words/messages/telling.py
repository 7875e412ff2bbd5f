"""How a payout came about, to the partner that earned it and to the vendor that owes it."""

from __future__ import annotations

from fairway.engine.programme import Method, NoHistory, Unit
from fairway.engine.words.messages.reasons import Timed, Voiced
from fairway.engine.words.speech import Message


def _whose(en: str, de: str, fr: str, ja: str) -> Voiced:
    """English names the owner; the other languages name the figure alone."""
    return Voiced(Message(f"Your {en}", de, fr, ja), Message(f"The partner's {en}", de, fr, ja))


RULE = Message(
    "The rule is {title} of {programme}.",
    "Die Regel ist {title} aus {programme}.",
    "La règle est {title} du programme {programme}.",
    "適用規則：{programme}の{title}。",
)
RULE_VERSION = Message(
    "The rule is {title} of {programme}, version {version}.",
    "Die Regel ist {title} aus {programme}, Version {version}.",
    "La règle est {title} du programme {programme}, version {version}.",
    "適用規則：{programme}（第{version}版）の{title}。",
)
SPAN = Message("from {first} to {last}", "vom {first} bis {last}", "du {first} au {last}", "{first}から{last}")
CAME = _whose(
    "{what} {span} come to {value}.", "{what} {span}: {value}.", "{what} {span} : {value}.", "{span}の{what}：{value}。"
)
NO_LINE = Timed(
    Message(
        "No line counted {span}, so nothing is earned.",
        "{span} zählte keine Zeile; deshalb wird nichts verdient.",
        "Aucune ligne n'a compté {span} : rien n'est donc acquis.",
        "{span}に対象となる明細がないため、金額は生じません。",
    ),
    Message(
        "No line has counted so far {span}, so nothing is earned yet.",
        "{span} hat bisher keine Zeile gezählt; deshalb ist noch nichts verdient.",
        "Aucune ligne n'a compté jusqu'ici {span} : rien n'est donc encore acquis.",
        "{span}にはまだ対象となる明細がないため、金額は生じていません。",
    ),
)
TOGETHER = Message(
    "Together the {n} partners of the pool come to {value} ({what}).",
    "Zusammen kommen die {n} Partner des Verbunds auf {value} ({what}).",
    "Ensemble, les {n} partenaires du groupe atteignent {value} ({what}).",
    "グループ{n}社の合計：{value}（{what}）。",
)
TOGETHER_ALONE = Message(
    "Nobody else of the pool has sold anything; it comes to {value} ({what}).",
    "Sonst hat niemand im Verbund verkauft; er kommt auf {value} ({what}).",
    "Personne d'autre du groupe n'a vendu ; il atteint {value} ({what}).",
    "グループ内に他の売上はなく、合計は{value}（{what}）です。",
)
GREW = Message(
    "The baseline {when} is {baseline}: growth of {percent}.",
    "Der Basiswert {when} ist {baseline}: {percent} Wachstum.",
    "La base {when} est de {baseline} : croissance de {percent}.",
    "{when}の基準値は{baseline}：成長率{percent}。",
)
GREW_NAMED = Message(
    "The agreed baseline {name} is {baseline}: growth of {percent}.",
    "Der vereinbarte Basiswert {name} ist {baseline}: {percent} Wachstum.",
    "La base convenue {name} est de {baseline} : croissance de {percent}.",
    "合意した基準値{name}は{baseline}：成長率{percent}。",
)
WITHOUT_BASELINE = {
    NoHistory.SKIP: Message(
        "There is no baseline to measure growth against, so no step is reached.",
        "Es gibt keinen Basiswert für das Wachstum; deshalb wird keine Stufe erreicht.",
        "Il n'y a pas de base pour mesurer la croissance : aucun palier n'est atteint.",
        "成長率の基準値がないため、どの段階にも達しません。",
    ),
    NoHistory.ZERO: Message(
        "There is no baseline: the highest step counts as reached.",
        "Es gibt keinen Basiswert: Die höchste Stufe gilt als erreicht.",
        "Il n'y a pas de base : le palier le plus élevé est considéré comme atteint.",
        "基準値がないため、最上位の段階に達したものとみなします。",
    ),
}
GREW_AS_PEERS = Message(
    "There is no baseline of its own: measured against the average of the other partners, growth is {percent}.",
    "Es gibt keinen eigenen Basiswert: Gemessen am Durchschnitt der anderen Partner beträgt das Wachstum {percent}.",
    "Il n'y a pas de base propre : par rapport à la moyenne des autres partenaires, la croissance est de {percent}.",
    "自社の基準値がないため、他のパートナーの平均と比較した成長率は{percent}です。",
)
GREW_AS_TARGET = Message(
    "There is no baseline: the target {name} of {baseline} stands in, growth is {percent}.",
    "Es gibt keinen Basiswert: Das Ziel {name} von {baseline} tritt an seine Stelle, das Wachstum beträgt {percent}.",
    "Il n'y a pas de base : l'objectif {name} de {baseline} la remplace, la croissance est de {percent}.",
    "基準値がないため、目標{name}（{baseline}）と比較した成長率は{percent}です。",
)
ATTAINED = Message(
    "The target {name} is {target}: {percent} of it is reached.",
    "Das Ziel {name} ist {target}: Erreicht sind {percent}.",
    "L'objectif {name} est de {target} : il est atteint à {percent}.",
    "目標{name}は{target}：達成率{percent}。",
)
NO_TARGET = Message(
    "There is no target {name} for this period, so no step is reached.",
    "Für diesen Zeitraum gibt es kein Ziel {name}; deshalb wird keine Stufe erreicht.",
    "Il n'y a pas d'objectif {name} pour cette période : aucun palier n'est atteint.",
    "この期間の目標{name}がないため、どの段階にも達しません。",
)
SHARE_OF = Message(
    "Against {against} ({to}) that is {percent}.",
    "Gemessen an {against} ({to}) sind das {percent}.",
    "Rapporté à {against} ({to}), cela fait {percent}.",
    "{to}（{against}）に対する割合：{percent}。",
)
NO_SHARE = Message(
    "There is nothing to measure it against ({to}), so no step is reached.",
    "Es gibt nichts, woran es zu messen wäre ({to}); deshalb wird keine Stufe erreicht.",
    "Il n'y a rien à quoi le rapporter ({to}) : aucun palier n'est atteint.",
    "比較の対象（{to}）がないため、どの段階にも達しません。",
)
REACHED_PART = Message(
    "{what}: {value} of {least}",
    "{what}: {value} von {least}",
    "{what} : {value} sur {least}",
    "{what}：{least}に対して{value}",
)
REACHED_PARTS = Message(
    "{n} of {all} product groups reach their share: {parts}.",
    "{n} von {all} Produktgruppen erreichen ihren Wert: {parts}.",
    "{n} groupes de produits sur {all} atteignent leur valeur : {parts}.",
    "{all}の製品グループのうち{n}が基準に達しました：{parts}。",
)
GATE_MET = _whose(
    "{what} must reach {bound} and come to {found}.",
    "{what} muss {bound} erreichen und beträgt {found}.",
    "{what} doit atteindre {bound} et est de {found}.",
    "{what}は{bound}以上が条件で、実績は{found}です。",
)
GATE_MISSED = Timed(
    _whose(
        "{what} must reach {bound} and come to {found}: too little, so nothing is earned.",
        "{what} muss {bound} erreichen und beträgt {found}: zu wenig, deshalb wird nichts verdient.",
        "{what} doit atteindre {bound} et est de {found} : c'est trop peu, rien n'est donc acquis.",
        "{what}は{bound}以上が条件ですが、実績は{found}で不足のため、金額は生じません。",
    ),
    _whose(
        "{what} must reach {bound} and come to {found} so far: too little yet, so nothing is earned.",
        "{what} muss {bound} erreichen und beträgt bisher {found}: noch zu wenig, deshalb ist nichts verdient.",
        "{what} doit atteindre {bound} et est jusqu'ici de {found} : pas encore assez, rien n'est donc acquis.",
        "{what}は{bound}以上が条件ですが、現在は{found}で、まだ不足のため、金額は生じていません。",
    ),
)
GATE_WAIVED = _whose(
    "{what} must reach {bound} and come to {found}; this condition is waived by agreement.",
    "{what} muss {bound} erreichen und beträgt {found}; diese Bedingung ist nach Vereinbarung erlassen.",
    "{what} doit atteindre {bound} et est de {found} ; cette condition est levée par accord.",
    "{what}は{bound}以上が条件で実績は{found}ですが、合意によりこの条件は免除されています。",
)
EXEMPT = Voiced(
    Message(
        "Agreed with you alone: {what}. Reason: {reason}",
        "Nur mit Ihnen vereinbart: {what}. Grund: {reason}",
        "Convenu avec vous seul : {what}. Motif : {reason}",
        "貴社との個別合意：{what}。理由：{reason}",
    ),
    Message(
        "Agreed with this partner alone: {what}. Reason: {reason}",
        "Nur mit diesem Partner vereinbart: {what}. Grund: {reason}",
        "Convenu avec ce partenaire seul : {what}. Motif : {reason}",
        "このパートナーとの個別合意：{what}。理由：{reason}",
    ),
)
STEP = Message(
    "That reaches the step {span}: {pays}.",
    "Damit ist die Stufe {span} erreicht: {pays}.",
    "Cela atteint le palier {span} : {pays}.",
    "到達した段階は{span}：{pays}。",
)
NO_STEP = Message(
    "That is below the first step, so nothing is earned by the table.",
    "Das liegt unter der ersten Stufe; deshalb ergibt die Tabelle nichts.",
    "C'est en dessous du premier palier : le barème ne donne donc rien.",
    "最初の段階に達していないため、表による金額は生じません。",
)
SHORT_OF_FIRST = Timed(
    Voiced(
        Message(
            "You were {lack} short of the first step.",
            "Bis zur ersten Stufe fehlten Ihnen {lack}.",
            "Il vous manquait {lack} pour le premier palier.",
            "最初の段階まで{lack}不足していました。",
        ),
        Message(
            "The partner was {lack} short of the first step.",
            "Bis zur ersten Stufe fehlten dem Partner {lack}.",
            "Il manquait {lack} au partenaire pour le premier palier.",
            "パートナーは最初の段階まで{lack}不足していました。",
        ),
    ),
    Voiced(
        Message(
            "You are {lack} short of the first step so far.",
            "Bis zur ersten Stufe fehlen Ihnen noch {lack}.",
            "Il vous manque encore {lack} pour le premier palier.",
            "最初の段階まであと{lack}です。",
        ),
        Message(
            "The partner is {lack} short of the first step so far.",
            "Bis zur ersten Stufe fehlen dem Partner noch {lack}.",
            "Il manque encore {lack} au partenaire pour le premier palier.",
            "パートナーは最初の段階まであと{lack}です。",
        ),
    ),
)
BETWEEN_POINTS = Message(
    "Between the points of the table that comes to a rate of {pays}.",
    "Zwischen den Punkten der Tabelle ergibt das einen Satz von {pays}.",
    "Entre les points du barème, cela donne un taux de {pays}.",
    "表の点の間では率は{pays}になります。",
)
ONCE = Message(
    "The step pays {amount}, once.",
    "Die Stufe zahlt {amount}, einmal.",
    "Le palier verse {amount}, une fois.",
    "この段階の支払いは一度だけ{amount}です。",
)
ADDED = {
    Method.MARGINAL: Message(
        "Each slice earns its own rate: {parts}.",
        "Jeder Abschnitt verdient seinen eigenen Satz: {parts}.",
        "Chaque tranche a son propre taux : {parts}.",
        "区分ごとの率を適用します：{parts}。",
    ),
    Method.ROLLING: Message(
        "Every step reached earns up to its own end: {parts}.",
        "Jede erreichte Stufe verdient bis zu ihrem eigenen Ende: {parts}.",
        "Chaque palier atteint rémunère jusqu'à sa propre fin : {parts}.",
        "到達した各段階がその上限まで適用されます：{parts}。",
    ),
    Method.TOTAL: Message(
        "Every step reached earns on everything: {parts}.",
        "Jede erreichte Stufe verdient auf alles: {parts}.",
        "Chaque palier atteint rémunère le tout : {parts}.",
        "到達した各段階が全体に適用されます：{parts}。",
    ),
    Method.ATTAINMENT: Message(
        "Every step reached earns on what exceeds its share of the target: {parts}.",
        "Jede erreichte Stufe verdient auf das, was über ihren Anteil am Ziel hinausgeht: {parts}.",
        "Chaque palier atteint rémunère ce qui dépasse sa part de l'objectif : {parts}.",
        "到達した各段階が目標に対する基準を超えた部分に適用されます：{parts}。",
    ),
}
SUM = Message(
    "Together that is {amount}.", "Zusammen sind das {amount}.", "Au total : {amount}.", "合計は{amount}です。"
)
PAID_ON = _whose(
    "{what} are paid for: {value}.",
    "Bezahlt wird: {what} {value}.",
    "Le paiement porte sur : {what} {value}.",
    "支払いの対象は{what}：{value}。",
)
INCREASE = Message(
    "Only what goes beyond the baseline is paid for: {value}.",
    "Bezahlt wird nur, was über den Basiswert hinausgeht: {value}.",
    "Le paiement ne porte que sur ce qui dépasse la base : {value}.",
    "基準値を超えた分のみが支払いの対象です：{value}。",
)
AFTER = Message(
    "{names} earned {amount} on the same sales; that is taken off first and leaves {value}.",
    "{names} brachte auf dieselben Verkäufe {amount}; das wird zuerst abgezogen, es bleiben {value}.",
    "{names} a rapporté {amount} sur les mêmes ventes ; c'est d'abord déduit, il reste {value}.",
    "同じ売上に対する{names}の{amount}を先に差し引き、残りは{value}です。",
)
AT_MOST = Message(
    "At most {value} are paid for.",
    "Bezahlt wird auf höchstens {value}.",
    "Le paiement porte sur au plus {value}.",
    "支払いの対象は最大{value}です。",
)
TIMES = Message(
    "{counted} × {pays} = {amount}.",
    "{counted} × {pays} = {amount}.",
    "{counted} × {pays} = {amount}.",
    "{counted} × {pays} = {amount}。",
)
FACTOR = Message(
    "By the multipliers of the programme this is taken × {factor}: {amount}.",
    "Nach den Multiplikatoren des Programms gilt das × {factor}: {amount}.",
    "Selon les multiplicateurs du programme, × {factor} : {amount}.",
    "プログラムの係数により × {factor}：{amount}。",
)
MULTIPLES = Message(
    "That holds {full} full multiples of {every}, each paying {pays}: {total}.",
    "Darin stecken {full} volle Vielfache von {every}, je {pays}: {total}.",
    "Cela contient {full} tranches complètes de {every}, chacune versant {pays} : {total}.",
    "{every}の倍数は{full}回で、1回につき{pays}：{total}。",
)
FREE_WORTH = Message(
    "Free units are worth {worth} each: {amount}.",
    "Gratisstücke sind je {worth} wert: {amount}.",
    "Chaque unité gratuite vaut {worth} : {amount}.",
    "無償品は1個{worth}で換算します：{amount}。",
)
UNITS = {
    Unit.LINE: Message(
        "{n} sales lines are looked at one by one: {parts}.",
        "{n} Verkaufszeilen werden einzeln betrachtet: {parts}.",
        "{n} lignes de vente sont considérées une à une : {parts}.",
        "売上明細{n}件を個別に判定します：{parts}。",
    ),
    Unit.DOCUMENT: Message(
        "{n} invoices are looked at one by one: {parts}.",
        "{n} Rechnungen werden einzeln betrachtet: {parts}.",
        "{n} factures sont considérées une à une : {parts}.",
        "請求書{n}件を個別に判定します：{parts}。",
    ),
    Unit.PERIOD_TO_DATE: Message(
        "{n} days are looked at one by one: {parts}.",
        "{n} Tage werden einzeln betrachtet: {parts}.",
        "{n} jours sont considérés un à un : {parts}.",
        "{n}日分を個別に判定します：{parts}。",
    ),
}
UNITS_AT = Message("{n} at {pays}", "{n} zu {pays}", "{n} à {pays}", "{n}件が{pays}")
UNITS_BELOW = Message(
    "{n} below the first step", "{n} unter der ersten Stufe", "{n} sous le premier palier", "{n}件が最初の段階未満"
)
TAKEN_BACK = Message(
    "Returned goods take back {amount}, at the rate they had been paid at.",
    "Rückgaben nehmen {amount} zurück, zum Satz, zu dem sie bezahlt worden waren.",
    "Les retours reprennent {amount}, au taux auquel ils avaient été payés.",
    "返品により、支払時の率で{amount}を差し引きます。",
)
POOL_EARNS = Message(
    "The pool earns {amount} together.",
    "Der Verbund verdient zusammen {amount}.",
    "Le groupe acquiert ensemble {amount}.",
    "グループ全体の金額は{amount}です。",
)
POOL_SHARE = Voiced(
    Message(
        "Your own part is {own} of {all}: your share is {amount}.",
        "Ihr eigener Anteil ist {own} von {all}: Das ergibt {amount}.",
        "Votre propre part est de {own} sur {all} : cela donne {amount}.",
        "貴社の実績は{all}のうち{own}：配分は{amount}です。",
    ),
    Message(
        "The partner's own part is {own} of {all}: its share is {amount}.",
        "Der Anteil des Partners ist {own} von {all}: Das ergibt {amount}.",
        "La part du partenaire est de {own} sur {all} : cela donne {amount}.",
        "パートナーの実績は{all}のうち{own}：配分は{amount}です。",
    ),
)
POOL_TOO_LITTLE = Message(
    "With less than {least} of its own a partner has no share.",
    "Unter {least} aus eigenen Verkäufen gibt es keinen Anteil.",
    "Avec moins de {least} réalisés en propre, il n'y a pas de part.",
    "自社の実績が{least}未満のため、配分はありません。",
)
SPLIT = Message(
    "{person} has {share} of {together}.",
    "{person} erhält {share} von {together}.",
    "{person} reçoit {share} de {together}.",
    "{person}の配分は{together}の{share}です。",
)
OVERRIDE = Message(
    "{person} has {share} of what earned, on top.",
    "{person} erhält zusätzlich {share} des Bemessungswertes.",
    "{person} reçoit en plus {share} de la valeur rémunérée.",
    "{person}には対象額の{share}が加算されます。",
)
