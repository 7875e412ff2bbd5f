"""Limits and returns of an incentive, and what holds for the whole programme."""

from __future__ import annotations

from fairway.engine.programme import CurrencyPolicy, ReturnsPolicy, StandingDate
from fairway.engine.words.speech import Message
from fairway.values import Rounding

CAP_MEASURE = Message(
    "At most {capped} a {period} are paid for; what goes beyond earns nothing.",
    "Bezahlt wird auf höchstens {capped} je {period}; was darüber hinausgeht, bringt nichts.",
    "Le paiement porte sur au plus {capped} par {period} ; ce qui dépasse ne rapporte rien.",
    "支払いの対象は{period}ごとに{capped}までで、超過分には支払いがありません。",
)
FLOOR = Message(
    "At least {least} is guaranteed in each {period} in which you have a sale that counts.",
    "In jedem {period} mit einem zählenden Verkauf sind mindestens {least} garantiert.",
    "Au moins {least} est garanti pour chaque {period} où une de vos ventes compte.",
    "対象となる売上がある各{period}に、最低{least}が保証されます。",
)
FLOOR_GATES = Message(
    "At least {least} is guaranteed in each {period} in which you have a sale that counts and meet the conditions.",
    "In jedem {period} mit einem zählenden Verkauf, in dem die Bedingungen erfüllt sind, sind mindestens {least} "
    "garantiert.",
    "Au moins {least} est garanti pour chaque {period} où une de vos ventes compte et où les conditions sont remplies.",
    "対象となる売上があり条件を満たす各{period}に、最低{least}が保証されます。",
)
GUARANTEE = Message(
    "From your first {period} on, {least} is guaranteed for each {period}, all of them counted together: a better one "
    "before makes up for a weaker one.",
    "Vom ersten {period} an sind {least} je {period} garantiert, alle zusammengerechnet: Ein besseres gleicht ein "
    "späteres schwächeres aus.",
    "À partir de votre premier {period}, {least} est garanti par {period}, tous comptés ensemble : une meilleure "
    "période compense une plus faible qui suit.",
    "最初の{period}から、{period}ごとに{least}が累計で保証されます。以前の超過分は後の不足分と相殺されます。",
)
CAP_AMOUNT = Message(
    "At most {most} is paid a {period}.",
    "Je {period} werden höchstens {most} gezahlt.",
    "Au plus {most} est versé par {period}.",
    "支払いは{period}ごとに最大{most}です。",
)
CAP_YEAR = Message(
    "At most {most} is earned in a year; what goes beyond earns nothing.",
    "In einem Jahr werden höchstens {most} verdient; was darüber hinausgeht, bringt nichts.",
    "Au plus {most} est acquis sur un an ; ce qui dépasse ne rapporte rien.",
    "年間の上限は{most}で、超過分には支払いがありません。",
)
CAP_EVER = Message(
    "At most {most} is ever earned; what goes beyond earns nothing.",
    "Insgesamt werden höchstens {most} verdient; was darüber hinausgeht, bringt nichts.",
    "Au plus {most} est acquis en tout ; ce qui dépasse ne rapporte rien.",
    "全期間の上限は{most}で、超過分には支払いがありません。",
)
BUDGET_YEAR = Message(
    "All partners together earn at most {most} in a year; where more would be earned, what is left is shared out in "
    "proportion.",
    "Alle Partner zusammen verdienen in einem Jahr höchstens {most}; wäre es mehr, wird der Rest anteilig verteilt.",
    "Tous les partenaires ensemble acquièrent au plus {most} sur un an ; au-delà, le solde est réparti au prorata.",
    "全パートナーの年間合計は最大{most}です。超える場合は残額を按分します。",
)
BUDGET = Message(
    "All partners together earn at most {most} ever; where more would be earned, what is left is shared out in "
    "proportion.",
    "Alle Partner zusammen verdienen insgesamt höchstens {most}; wäre es mehr, wird der Rest anteilig verteilt.",
    "Tous les partenaires ensemble acquièrent au plus {most} en tout ; au-delà, le solde est réparti au prorata.",
    "全パートナーの全期間合計は最大{most}です。超える場合は残額を按分します。",
)
HOLDBACK = Message(
    "{percent} of what is earned is held back and paid {later} later.",
    "{percent} des Betrags werden einbehalten und {later} später gezahlt.",
    "{percent} du montant acquis est retenu et versé {later} plus tard.",
    "金額の{percent}は留保され、{later}後に支払われます。",
)
MINIMUM = Message(
    "Less than {least} is not paid out but carried to the next {period}; it is not lost.",
    "Weniger als {least} wird nicht ausgezahlt, sondern in die nächste Periode ({period}) übertragen; es geht nicht "
    "verloren.",
    "Un montant inférieur à {least} n'est pas versé mais reporté à la période suivante ({period}) ; il n'est pas "
    "perdu.",
    "{least}未満の場合は支払われず、次の{period}に繰り越されます。失われることはありません。",
)
RETURNS = {
    ReturnsPolicy.RESTATE: Message(
        "Returned goods are taken off the {period} of the sale they undo, or of their own date where they name none; "
        "if that {period} is settled, it is calculated again and the difference is corrected.",
        "Rückgaben mindern den Zeitraum ({period}) des ursprünglichen Verkaufs oder, wo keiner genannt ist, den ihres "
        "eigenen Datums; ist er abgerechnet, wird er neu berechnet und die Differenz korrigiert.",
        "Les retours réduisent la période ({period}) de la vente d'origine ou, si elle n'est pas indiquée, celle de "
        "leur propre date ; si elle est réglée, elle est recalculée et la différence est corrigée.",
        "返品は元の売上の{period}（記載がない場合は返品日の{period}）から差し引かれます。精算済みの場合は再計算し、差額を調整します。",
    ),
    ReturnsPolicy.NET: Message(
        "Returned goods are taken off the {period} of their own date.",
        "Rückgaben mindern den Zeitraum ({period}) ihres eigenen Datums.",
        "Les retours réduisent la période ({period}) de leur propre date.",
        "返品は返品日の{period}から差し引かれます。",
    ),
    ReturnsPolicy.REVERSE: Message(
        "Returned goods change no step that was reached: what was paid for them is taken back at the rate it was paid "
        "at, in the {period} of the return.",
        "Rückgaben ändern keine erreichte Stufe: Was dafür gezahlt wurde, wird zum damaligen Satz im Zeitraum "
        "({period}) der Rückgabe zurückgenommen.",
        "Les retours ne changent aucun palier atteint : ce qui avait été payé est repris au taux d'alors, dans la "
        "période ({period}) du retour.",
        "返品は到達済みの段階を変えません。支払済みの分を当時の率で、返品のあった{period}に差し引きます。",
    ),
    ReturnsPolicy.EXCLUDE: Message(
        "Returned goods change nothing: neither what you reach nor what you are paid.",
        "Rückgaben ändern nichts: weder was Sie erreichen noch was Sie erhalten.",
        "Les retours ne changent rien : ni ce que vous atteignez, ni ce que vous recevez.",
        "返品は到達段階にも支払額にも影響しません。",
    ),
}
PROGRAMME_COUNTS = Message(
    "The programme counts {span}.",
    "Das Programm gilt {span}.",
    "Le programme est valable {span}.",
    "プログラムの有効期間：{span}。",
)
IT_COUNTS = Message("It counts {span}.", "Er gilt {span}.", "Elle est valable {span}.", "有効期間：{span}。")
CALENDAR = Message(
    "It is calculated for each {period}; the year begins on {first}. A sale counts by its {dated}.",
    "Berechnet wird je {period}; das Jahr beginnt am {first}. Ein Verkauf zählt nach dem {dated}.",
    "Le calcul se fait par {period} ; l'année commence le {first}. Une vente compte à sa {dated}.",
    "{period}ごとに計算します。年度は{first}に始まります。売上は{dated}を基準とします。",
)
GRACE = Message(
    "Reports are waited for until {days} after the end of a {period} ({zone} time).",
    "Auf Meldungen wird bis {days} nach Ende der Periode ({period}) gewartet (Zeit {zone}).",
    "Les déclarations sont attendues jusqu'à {days} après la fin de la période ({period}) (heure {zone}).",
    "報告は{period}の終了後{days}まで受け付けます（{zone}時間）。",
)
AGREED_RATES = Message(
    "Sales in other currencies are converted at agreed rates: {rates}.",
    "Verkäufe in anderen Währungen werden zu vereinbarten Kursen umgerechnet: {rates}.",
    "Les ventes en d'autres devises sont converties aux cours convenus : {rates}.",
    "他通貨の売上は合意した為替レートで換算します：{rates}。",
)
AGREED_RATE = Message("1 {code} is {rate}", "1 {code} = {rate}", "1 {code} = {rate}", "1 {code} = {rate}")
CONVERSIONS = {
    CurrencyPolicy.TRANSACTION_DATE: Message(
        "Sales in other currencies are converted at the rate in force on their {dated}.",
        "Verkäufe in anderen Währungen werden zum Kurs umgerechnet, der am {dated} gilt.",
        "Les ventes en d'autres devises sont converties au cours en vigueur à leur {dated}.",
        "他通貨の売上は{dated}の為替レートで換算します。",
    ),
    CurrencyPolicy.PERIOD_AVERAGE: Message(
        "Sales in other currencies are converted at the average rate of the {period}'s days, rounded to six places.",
        "Verkäufe in anderen Währungen werden zum Durchschnittskurs der Tage im {period} umgerechnet, auf sechs "
        "Stellen gerundet.",
        "Les ventes en d'autres devises sont converties au cours moyen des jours de la période ({period}), arrondi à "
        "six décimales.",
        "他通貨の売上は{period}の日次平均レート（小数第6位に四捨五入）で換算します。",
    ),
    CurrencyPolicy.PERIOD_END: Message(
        "Sales in other currencies are converted at the rate in force on the last day of the {period}.",
        "Verkäufe in anderen Währungen werden zum Kurs des letzten Tages im {period} umgerechnet.",
        "Les ventes en d'autres devises sont converties au cours du dernier jour de la période ({period}).",
        "他通貨の売上は{period}最終日の為替レートで換算します。",
    ),
}
AMOUNTS_IN = Message(
    "Amounts are in {currency}.",
    "Beträge sind in {currency}.",
    "Les montants sont en {currency}.",
    "金額の通貨は{currency}です。",
)
ROUNDED_ONCE = Message(
    "Each payout is rounded once; {tie}.",
    "Jede Auszahlung wird einmal gerundet; {tie}.",
    "Chaque paiement est arrondi une fois ; {tie}.",
    "支払額ごとに一度だけ端数処理を行います（{tie}）。",
)
ROUNDED_BY_LINE = Message(
    "The part of each sales line is rounded, and the rounded parts are added; {tie}.",
    "Der Anteil jeder Verkaufszeile wird gerundet, und die gerundeten Anteile werden addiert; {tie}.",
    "La part de chaque ligne de vente est arrondie, et les parts arrondies sont additionnées ; {tie}.",
    "売上明細ごとの金額を端数処理してから合計します（{tie}）。",
)
TIES = {
    Rounding.HALF_UP: Message(
        "half of the smallest coin is rounded up, away from zero",
        "die Hälfte der kleinsten Einheit wird aufgerundet, von null weg",
        "la moitié de la plus petite unité est arrondie en s'éloignant de zéro",
        "最小単位の半分は0から遠い方に丸めます",
    ),
    Rounding.HALF_EVEN: Message(
        "half of the smallest coin is rounded to the even digit",
        "die Hälfte der kleinsten Einheit wird zur geraden Ziffer gerundet",
        "la moitié de la plus petite unité est arrondie au chiffre pair",
        "最小単位の半分は偶数になるように丸めます",
    ),
}
STANDINGS = {
    StandingDate.TRANSACTION: Message(
        "Your type, tier and country are those on the {dated} of each sale.",
        "Typ, Stufe und Land gelten, wie sie am {dated} jedes Verkaufs sind.",
        "Votre type, votre niveau et votre pays sont ceux de la {dated} de chaque vente.",
        "種別・ランク・国は各売上の{dated}時点のものを用います。",
    ),
    StandingDate.PERIOD_START: Message(
        "Your type, tier and country are those on the first day of the {period}.",
        "Typ, Stufe und Land gelten, wie sie am ersten Tag sind ({period}).",
        "Votre type, votre niveau et votre pays sont ceux du premier jour de la période ({period}).",
        "種別・ランク・国は{period}の初日時点のものを用います。",
    ),
    StandingDate.PERIOD_END: Message(
        "Your type, tier and country are those on the last day of the {period}.",
        "Typ, Stufe und Land gelten, wie sie am letzten Tag sind ({period}).",
        "Votre type, votre niveau et votre pays sont ceux du dernier jour de la période ({period}).",
        "種別・ランク・国は{period}の最終日時点のものを用います。",
    ),
}
EXAMPLE = Message("Example: {said}", "Beispiel: {said}", "Exemple : {said}", "例：{said}")
