"""What held a payout, raised it, or left it for later, after the table had its say."""

from __future__ import annotations

from fairway.engine.programme import Choosing
from fairway.engine.words.speech import Message

FLOOR = Message(
    "The guaranteed minimum raises this to {amount}.",
    "Der garantierte Mindestbetrag hebt das auf {amount}.",
    "Le minimum garanti porte ce montant à {amount}.",
    "最低保証により{amount}になります。",
)
GUARANTEE = Message(
    "The guarantee of {bound} for each period, counted together, raises this to {amount}.",
    "Die Garantie von {bound} je Periode, zusammengerechnet, hebt das auf {amount}.",
    "La garantie de {bound} par période, cumulée, porte ce montant à {amount}.",
    "期間ごと{bound}の累計保証により{amount}になります。",
)
CAP = Message(
    "The cap of this incentive cuts it to {amount}.",
    "Die Höchstgrenze dieses Anreizes kürzt das auf {amount}.",
    "Le plafond de cette incitation le ramène à {amount}.",
    "このインセンティブの上限により{amount}になります。",
)
BEATEN = {
    Choosing.BEST_OF: Message(
        "{names} of the same group paid more and is paid instead, so nothing of this incentive is paid.",
        "{names} aus derselben Gruppe brachte mehr und wird stattdessen gezahlt; dieser Anreiz zahlt nichts.",
        "{names} du même groupe a rapporté davantage et est versé à la place ; cette incitation ne verse rien.",
        "同じグループの{names}の方が金額が大きく、そちらが支払われるため、このインセンティブの支払いはありません。",
    ),
    Choosing.EXCLUSIVE: Message(
        "{names} of the same group comes first and is paid instead, so nothing of this incentive is paid.",
        "{names} aus derselben Gruppe geht vor und wird stattdessen gezahlt; dieser Anreiz zahlt nichts.",
        "{names} du même groupe passe avant et est versé à la place ; cette incitation ne verse rien.",
        "同じグループの{names}が優先して支払われるため、このインセンティブの支払いはありません。",
    ),
}
COMBINED = Message(
    "Together with {names} at most {bound} is paid: {amount} is left for this incentive.",
    "Zusammen mit {names} werden höchstens {bound} gezahlt: Für diesen Anreiz bleiben {amount}.",
    "Avec {names}, au plus {bound} est versé : il reste {amount} pour cette incitation.",
    "{names}との合計は最大{bound}のため、このインセンティブの分は{amount}です。",
)
USED_UP = Message(
    "{amount} is what was left of the cap over several periods.",
    "{amount} war von der Höchstgrenze über mehrere Perioden noch übrig.",
    "{amount} est ce qui restait du plafond sur plusieurs périodes.",
    "複数期間の上限の残りは{amount}でした。",
)
BUDGET = Message(
    "All partners together would have earned more than the budget holds: the share of what was left is {amount}.",
    "Alle Partner zusammen hätten mehr verdient, als das Budget hergibt: Der Anteil am Rest ist {amount}.",
    "Tous les partenaires ensemble auraient acquis plus que le budget : la part du solde est de {amount}.",
    "全パートナーの合計が予算を超えるため、残額からの配分は{amount}です。",
)
HELD_BACK = Message(
    "{amount} waits: part of it is held back for later periods.",
    "{amount} warten: Ein Teil davon ist für spätere Perioden einbehalten.",
    "{amount} est en attente : une partie est retenue pour des périodes ultérieures.",
    "{amount}は保留中です（一部は後の期間まで留保）。",
)
CARRIED_IN = Message(
    "{amount} had been carried over from earlier periods.",
    "{amount} waren aus früheren Perioden übertragen.",
    "{amount} avait été reporté de périodes antérieures.",
    "以前の期間から{amount}が繰り越されています。",
)
CARRIED_OUT = Message(
    "Below the smallest payout, {amount} is carried to the next period.",
    "Unter dem Mindestbetrag werden {amount} in die nächste Periode übertragen.",
    "Inférieur au paiement minimal, {amount} est reporté à la période suivante.",
    "最低支払額に満たないため、{amount}は次の期間に繰り越されます。",
)
EARNED = Message(
    "That is {amount} earned.",
    "Verdient sind damit {amount}.",
    "Montant acquis : {amount}.",
    "確定金額は{amount}です。",
)
