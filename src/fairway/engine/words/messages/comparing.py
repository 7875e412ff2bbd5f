"""What stands beside a payout: its steps, what would have changed it, and what changed since the last calculation."""

from __future__ import annotations

from fairway.engine.programme import Method
from fairway.engine.words.messages.reasons import Timed, Voiced
from fairway.engine.words.speech import Message

# beside the steps of a table
PAYS_ON = {
    Method.MARGINAL: Message(
        "{pays} of this slice", "{pays} auf diesen Abschnitt", "{pays} de cette tranche", "この区分の{pays}"
    ),
    Method.ROLLING: Message(
        "{pays} more, up to the end of this step",
        "{pays} zusätzlich, bis zum Ende dieser Stufe",
        "{pays} en plus, jusqu'à la fin de ce palier",
        "この段階の上限までさらに{pays}",
    ),
    Method.TOTAL: Message(
        "{pays} more, on everything",
        "{pays} zusätzlich, auf alles",
        "{pays} en plus, sur le tout",
        "全体にさらに{pays}",
    ),
    Method.ATTAINMENT: Message(
        "{pays} more, on what goes beyond",
        "{pays} zusätzlich, auf das darüber hinaus",
        "{pays} en plus, sur ce qui dépasse",
        "超えた分にさらに{pays}",
    ),
}
HERE = Voiced(
    Message(
        "You are here with {value}.",
        "Hier stehen Sie mit {value}.",
        "Vous êtes ici avec {value}.",
        "貴社はここです：{value}。",
    ),
    Message(
        "The partner is here with {value}.",
        "Hier steht der Partner mit {value}.",
        "Le partenaire est ici avec {value}.",
        "パートナーはここです：{value}。",
    ),
)
MORE_TO_THIS = Message(
    "{lack} more to this step.",
    "Bis zu dieser Stufe fehlen {lack}.",
    "Encore {lack} jusqu'à ce palier.",
    "この段階まであと{lack}。",
)

# what would have changed it
MORE_TO_STEP = Timed(
    Message(
        "{lack} more ({what}) would have reached the step {span}: {pays}.",
        "Mit {lack} mehr – {what} – wäre die Stufe {span} erreicht worden: {pays}.",
        "Avec {lack} de plus – {what} –, le palier {span} aurait été atteint : {pays}.",
        "あと{lack}（{what}）で段階（{span}）に達し、{pays}になりました。",
    ),
    Message(
        "{lack} more ({what}) by the end of the period will reach the step {span}: {pays}.",
        "Mit {lack} mehr – {what} – bis zum Ende des Zeitraums wird die Stufe {span} erreicht: {pays}.",
        "Avec {lack} de plus – {what} – d'ici la fin de la période, le palier {span} est atteint : {pays}.",
        "期間の終わりまでにあと{lack}（{what}）で段階（{span}）に達し、{pays}になります。",
    ),
)
MORE_TO_GATE = Timed(
    Message(
        "{lack} more ({what}) would have met the condition.",
        "Mit {lack} mehr – {what} – wäre die Bedingung erfüllt gewesen.",
        "Avec {lack} de plus – {what} –, la condition aurait été remplie.",
        "あと{lack}（{what}）で条件を満たしました。",
    ),
    Message(
        "{lack} more ({what}) by the end of the period will meet the condition.",
        "Mit {lack} mehr – {what} – bis zum Ende des Zeitraums ist die Bedingung erfüllt.",
        "Avec {lack} de plus – {what} – d'ici la fin de la période, la condition est remplie.",
        "期間の終わりまでにあと{lack}（{what}）で条件を満たします。",
    ),
)
LEFT_OUT = Message(
    "{n} left out would have brought {value}. {reason}",
    "Nicht gezählt: {n} im Wert von {value}. {reason}",
    "Laissé de côté : {n}, soit {value}. {reason}",
    "対象外の{n}は{value}に相当します。{reason}",
)

# what changed since the last calculation
DIFFERENCE = Message(
    "Before {before}, now {after}: a difference of {amount}.",
    "Vorher {before}, jetzt {after}: eine Differenz von {amount}.",
    "Auparavant {before}, maintenant {after} : une différence de {amount}.",
    "以前は{before}、現在は{after}、差額は{amount}です。",
)
TRIED = Message(
    "As it stands {before}, as tried {after}: a difference of {amount}.",
    "Wie es steht {before}, wie versucht {after}: eine Differenz von {amount}.",
    "En l'état {before}, à l'essai {after} : une différence de {amount}.",
    "現行では{before}、試算では{after}、差額は{amount}です。",
)
ONLY_TRIED = Message(
    "Only what is tried has this incentive: it would earn {after}.",
    "Nur das Versuchte hat diesen Anreiz: Er ergäbe {after}.",
    "Seul le texte à l'essai a cette incitation : elle donnerait {after}.",
    "試算のみにこのインセンティブがあり、{after}になります。",
)
ONLY_BEFORE = Message(
    "What is tried no longer has this incentive: {before} would no longer be earned.",
    "Das Versuchte hat diesen Anreiz nicht mehr: {before} würden nicht mehr verdient.",
    "Le texte à l'essai n'a plus cette incitation : {before} ne seraient plus acquis.",
    "試算ではこのインセンティブがなくなり、{before}は生じません。",
)
NO_DIFFERENCE = Message(
    "Nothing changed: {after}.",
    "Nichts hat sich geändert: {after}.",
    "Rien n'a changé : {after}.",
    "変更はありません：{after}。",
)
BY_VOLUME = Message(
    "{amount} of it comes from other sales: {before} became {after} ({what}).",
    "{amount} davon kommen von anderen Verkäufen: Aus {before} wurden {after} – {what}.",
    "{amount} vient d'autres ventes : {before} est devenu {after} – {what}.",
    "うち{amount}は売上の変化によるものです：{what}が{before}から{after}になりました。",
)
BY_RATE = Message(
    "{amount} of it comes from another rate: {before} became {after}.",
    "{amount} davon kommen von einem anderen Satz: Aus {before} wurde {after}.",
    "{amount} vient d'un autre taux : {before} est devenu {after}.",
    "うち{amount}は率の変化によるものです：{before}から{after}になりました。",
)
BY_TERMS = Message(
    "{amount} of it comes from neither other sales nor another rate but from limits, shares or other terms.",
    "{amount} davon kommen weder von anderen Verkäufen noch von einem anderen Satz, sondern von Grenzen, Anteilen oder"
    " anderen Bedingungen.",
    "{amount} ne vient ni d'autres ventes ni d'un autre taux, mais de limites, de parts ou d'autres conditions.",
    "うち{amount}は売上や率の変化ではなく、上限・配分などの条件によるものです。",
)
NO_RATE = Message("no step", "keine Stufe", "aucun palier", "段階なし")
LINES_CHANGED = {
    "new": Message("{n} new: {value}.", "{n} neu: {value}.", "Nouveau : {n}, soit {value}.", "新しい{n}：{value}。"),
    "gone": Message(
        "{n} gone: {value}.", "{n} entfallen: {value}.", "Supprimé : {n}, soit {value}.", "なくなった{n}：{value}。"
    ),
    "other": Message(
        "{n} with other figures: {value}.",
        "{n} mit anderen Werten: {value}.",
        "Modifié : {n}, soit {value}.",
        "値の変わった{n}：{value}。",
    ),
    "counts": Message(
        "Counting now: {n}, {value}.",
        "Jetzt gezählt: {n}, {value}.",
        "Compte désormais : {n}, soit {value}.",
        "対象になった{n}：{value}。",
    ),
    "left_out": Message(
        "No longer counting: {n}, {value}.",
        "Nicht mehr gezählt: {n}, {value}.",
        "Ne compte plus : {n}, soit {value}.",
        "対象外になった{n}：{value}。",
    ),
}
