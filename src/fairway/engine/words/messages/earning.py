"""How an incentive earns, to the partner it applies to: its table in one sentence, and each step."""

from __future__ import annotations

from fairway.engine.words.speech import Message

PERIODS = {
    "month": Message("month", "Monat", "mois", "月"),
    "quarter": Message("quarter", "Quartal", "trimestre", "四半期"),
    "half": Message("half-year", "Halbjahr", "semestre", "半期"),
    "year": Message("year", "Jahr", "exercice", "年度"),
}
"""The programme's period; the German words take one article in the dative, the French ones are masculine."""
THEY = Message("they", "dieser Wert", "cette valeur", "この値")
YOUR = Message("your {what}", "{what}", "{what}", "{what}")

REACH = Message(
    " in which {who} reach {bound}",
    ", in dem {who} {bound} erreicht",
    " où {who} atteint {bound}",
    "{who}が{bound}に達した",
)
REACH_NOT = Message(
    " in which {who} reach {bound} but not {upper}",
    ", in dem {who} {bound}, aber nicht {upper} erreicht",
    " où {who} atteint {bound} mais pas {upper}",
    "{who}が{bound}以上{upper}未満の",
)
STAY_BELOW = Message(
    " in which {who} stay below {upper}",
    ", in dem {who} unter {upper} bleibt",
    " où {who} reste en dessous de {upper}",
    "{who}が{upper}未満の",
)
HAVE_SALES = Message(
    " in which you have {goods}",
    ", in dem etwas zählt ({goods})",
    " où quelque chose compte ({goods})",
    "{goods}がある",
)
EXACTLY = Message(
    " in which your {who} come to exactly {point}",
    ", in dem {who} genau {point} beträgt",
    " où {who} est exactement de {point}",
    "{who}がちょうど{point}の",
)
EARNS = Message(
    "You earn {pays} of your {goods} in a {period}{reaching}.",
    "Sie erhalten {pays} auf {goods} in jedem {period}{reaching}.",
    "Vous recevez {pays} sur {goods} chaque {period}{reaching}.",
    "{reaching}各{period}に、{goods}の{pays}が支払われます。",
)
EARNS_ALL = Message(
    "You earn {pays} of all your {goods} in a {period}{reaching}.",
    "Sie erhalten {pays} auf {goods} insgesamt in jedem {period}{reaching}.",
    "Vous recevez {pays} sur la totalité de {goods} chaque {period}{reaching}.",
    "{reaching}各{period}に、{goods}全体の{pays}が支払われます。",
)
EARNS_INCREASE = Message(
    "You earn {pays} of what your {goods} exceed the baseline by in a {period}{reaching}.",
    "Sie erhalten {pays} auf das, was über den Basiswert hinausgeht ({goods}), in jedem {period}{reaching}.",
    "Vous recevez {pays} sur ce qui dépasse la base ({goods}) chaque {period}{reaching}.",
    "{reaching}各{period}に、{goods}が基準値を超えた分の{pays}が支払われます。",
)
EARNS_EACH = Message(
    "You earn {pays}{goods} in a {period}{reaching}.",
    "Sie erhalten {pays}{goods} in jedem {period}{reaching}.",
    "Vous recevez {pays}{goods} chaque {period}{reaching}.",
    "{reaching}各{period}に、{goods}{pays}が支払われます。",
)
OF_PRODUCTS = Message(" of {goods}", " ({goods})", " ({goods})", "{goods}の")
EARNS_ONCE = Message(
    "You earn {pays} once in a {period}{reaching}.",
    "Sie erhalten einmal {pays} in jedem {period}{reaching}.",
    "Vous recevez une fois {pays} chaque {period}{reaching}.",
    "{reaching}各{period}に、一度だけ{pays}が支払われます。",
)
EARNS_MULTIPLES = Message(
    "You earn {pays} for every full {every} of your {goods} in a {period}{reaching}.",
    "Sie erhalten {pays} je volle {every} ({goods}) in jedem {period}{reaching}.",
    "Vous recevez {pays} par tranche complète de {every} ({goods}) chaque {period}{reaching}.",
    "{reaching}各{period}に、{goods}が{every}に達するごとに{pays}が支払われます。",
)
EARNS_NOTHING = Message(
    "You earn nothing on your {goods} in a {period}{reaching}.",
    "Sie erhalten nichts auf {goods} in jedem {period}{reaching}.",
    "Vous ne recevez rien sur {goods} chaque {period}{reaching}.",
    "{reaching}各{period}には、{goods}に対する支払いはありません。",
)
EARNS_MORE = Message(
    "You earn {pays} more on {on} in a {period}{reaching}.",
    "Sie erhalten {pays} zusätzlich auf {on} in jedem {period}{reaching}.",
    "Vous recevez {pays} en plus sur {on} chaque {period}{reaching}.",
    "{reaching}各{period}に、{on}の{pays}が加算されます。",
)
EARNS_ON = Message(
    "You earn {pays} on {on} in a {period}{reaching}.",
    "Sie erhalten {pays} auf {on} in jedem {period}{reaching}.",
    "Vous recevez {pays} sur {on} chaque {period}{reaching}.",
    "{reaching}各{period}に、{on}の{pays}が支払われます。",
)
ON_ALL = Message("all your {goods}", "{goods} insgesamt", "la totalité de {goods}", "{goods}全体")
ON_UP_TO = Message("your {goods} up to {high}", "{goods} bis {high}", "{goods} jusqu'à {high}", "{high}までの{goods}")
ON_BEYOND = Message(
    "what your {goods} exceed {bound} by",
    "das, was über {bound} hinausgeht ({goods})",
    "ce qui dépasse {bound} ({goods})",
    "{goods}が{bound}を超えた分",
)
PAYS_NOTHING = Message(
    "This incentive pays nothing.",
    "Dieser Anreiz zahlt nichts.",
    "Cette incitation ne verse rien.",
    "このインセンティブでは何も支払われません。",
)
LOWER_STEPS = Message(
    "{sentence} Lower steps begin at {low}.",
    "{sentence} Die niedrigeren Stufen beginnen bei {low}.",
    "{sentence} Les paliers inférieurs commencent à {low}.",
    "{sentence}下位の段階は{low}から始まります。",
)
OF_YOUR = Message(
    "Of your {goods} in a {period} you earn {parts}.",
    "Auf {goods} in jedem {period} erhalten Sie {parts}.",
    "Sur {goods} chaque {period}, vous recevez {parts}.",
    "各{period}の{goods}に対して、{parts}が支払われます。",
)
OF_YOUR_ADDED = Message(
    "Of your {goods} in a {period} you earn {parts}; all of these add up.",
    "Auf {goods} in jedem {period} erhalten Sie {parts}; alles wird zusammengezählt.",
    "Sur {goods} chaque {period}, vous recevez {parts} ; le tout s'additionne.",
    "各{period}の{goods}に対して、{parts}が支払われます（すべて合算）。",
)
PART_ABOVE = Message(
    "{pays} on the part above {low}",
    "{pays} auf den Teil über {low}",
    "{pays} sur la part au-delà de {low}",
    "{low}を超える部分の{pays}",
)
PART_BETWEEN = Message(
    "{pays} on the part from {low} to {high}",
    "{pays} auf den Teil von {low} bis {high}",
    "{pays} sur la part de {low} à {high}",
    "{low}から{high}までの部分の{pays}",
)
PART_ALL = Message("{pays} on all of them", "{pays} auf alles", "{pays} sur le tout", "全体の{pays}")
PART_UP_TO = Message(
    "{pays} on the part up to {high}",
    "{pays} auf den Teil bis {high}",
    "{pays} sur la part jusqu'à {high}",
    "{high}までの部分の{pays}",
)
PART_BEYOND = Message(
    "{pays} more on what exceeds {bound}",
    "zusätzlich {pays} auf das, was über {bound} hinausgeht",
    "{pays} en plus sur ce qui dépasse {bound}",
    "{bound}を超える部分にさらに{pays}",
)
ONCE_REACHED = Message(
    "{part} once {who} reach {bound}",
    "{part}, sobald {who} {bound} erreicht",
    "{part} dès que {who} atteint {bound}",
    "{who}が{bound}に達したら{part}",
)
LINEAR = Message(
    "On all your {goods} in a {period} you earn a rate that changes evenly with what {who} come to: {points}; below "
    "that it stays {first}, above it {last}.",
    "Auf {goods} insgesamt erhalten Sie in jedem {period} einen Satz, der sich gleichmäßig mit {who} ändert: {points}; "
    "darunter bleibt er {first}, darüber {last}.",
    "Sur la totalité de {goods} chaque {period}, vous recevez un taux qui évolue régulièrement avec {who} : {points} ; "
    "en dessous il reste à {first}, au-dessus à {last}.",
    "各{period}に、{goods}全体に対して、{who}に応じて均等に変わる率が適用されます：{points}。それより下では{first}、上では{last}のままです。",
)
THEIR_LEVEL = Message("they", "diesem Wert", "cette valeur", "この値")
ITS_LEVEL = Message("your {what}", "dem Wert: {what}", "la valeur : {what}", "{what}")
POINT = Message("{pays} at {point}", "{pays} bei {point}", "{pays} à {point}", "{point}で{pays}")
