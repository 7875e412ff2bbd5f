"""What the page says on which a partner supposes more sales, and where a period is going at the pace so far."""

from __future__ import annotations

from fairway.engine.programme import MeasureKind
from fairway.engine.words.speech import Counted, Message

WHAT_IF = Message("What if", "Was wäre wenn", "Et si", "試算")
LEAD = Message(
    "What more sales would earn in the period that runs now. The vendor does not see what you try.",
    "Was mehr Verkäufe im laufenden Zeitraum bringen würden. Der Hersteller sieht nicht, was Sie versuchen.",
    "Ce que des ventes supplémentaires rapporteraient pendant la période en cours. Le fournisseur ne voit pas ce "
    "que vous"
    " essayez.",
    "現在の期間に売上が増えた場合の獲得額です。試算の内容はベンダーには見えません。",
)
NO_PROGRAMME = Message(
    "No programme runs for you now",
    "Zurzeit läuft kein Programm für Sie",
    "Aucun programme n'est en cours pour vous",
    "現在対象のプログラムはありません",
)
NO_PROGRAMME_TEXT = Message(
    "When the vendor publishes one that you take part in, you can try here what more sales would earn.",
    "Sobald der Hersteller eines veröffentlicht, an dem Sie teilnehmen, können Sie hier versuchen, was mehr "
    "Verkäufe bringen.",
    "Quand le fournisseur en publiera un auquel vous participez, vous pourrez essayer ici ce que rapporteraient des "
    "ventes"
    " supplémentaires.",
    "ベンダーが貴社対象のプログラムを公開すると、ここで売上増加時の獲得額を試算できます。",
)
WHAT_YOU_WOULD_SELL = Message("What you would sell", "Was Sie verkaufen würden", "Ce que vous vendriez", "想定する売上")
IF_YOU_SELL = Message("If you sell more", "Wenn Sie mehr verkaufen", "Si vous vendez plus", "売上が増えた場合")
PROGRAMME = Message("Programme", "Programm", "Programme", "プログラム")
OF_THESE = Message("Of these products", "Von diesen Produkten", "De ces produits", "対象の製品")
ALL = Message(
    "All, in the mix you sell now",
    "Alle, wie Sie sie zurzeit verkaufen",
    "Tous, dans vos proportions actuelles",
    "すべて（現在の構成比）",
)
GROUPS = {
    "category": Message("Category", "Kategorie", "Catégorie", "カテゴリ"),
    "family": Message("Family", "Familie", "Famille", "ファミリー"),
    "subcategory": Message("Subcategory", "Unterkategorie", "Sous-catégorie", "サブカテゴリ"),
    "line": Message("Line", "Linie", "Gamme", "ライン"),
    "brand": Message("Brand", "Marke", "Marque", "ブランド"),
}
AMOUNT = Message("Amount", "Betrag", "Montant", "金額")
AMOUNT_IN = Message("Amount, {currency}", "Betrag, {currency}", "Montant, {currency}", "金額（{currency}）")
UNITS = Message("Units", "Stück", "Unités", "数量")
OPTIONAL = Message("(optional)", "(freiwillig)", "(facultatif)", "（任意）")
COUNTS_UNITS = Message(
    "This programme counts units.",
    "Dieses Programm zählt Stück.",
    "Ce programme compte des unités.",
    "このプログラムは数量で計算します。",
)
UNITS_FOLLOW = Message(
    "Units follow from your own average price if you leave them out, and the amount from units.",
    "Fehlt die Stückzahl, folgt sie aus Ihrem eigenen Durchschnittspreis; ebenso der Betrag aus der Stückzahl.",
    "Sans quantité, elle se déduit de votre propre prix moyen ; de même le montant à partir de la quantité.",
    "数量を省略すると貴社の平均単価から計算します。金額も同様に数量から計算します。",
)
EXPECTED_DEALS = Message(
    "Deals you expect to win", "Geschäfte, die Sie erwarten", "Affaires que vous pensez gagner", "獲得見込みの案件"
)
BEFORE_END = Message(
    "Before the period ends.", "Bevor der Zeitraum endet.", "Avant la fin de la période.", "期間の終わりまで。"
)
DEAL = Message("Deal {n}", "Geschäft {n}", "Affaire {n}", "案件{n}")
DEAL_IN = Message(
    "Deal {n}, {currency}", "Geschäft {n}, {currency}", "Affaire {n}, {currency}", "案件{n}（{currency}）"
)
DEAL_UNITS = Message("Deal {n}, units", "Geschäft {n}, Stück", "Affaire {n}, unités", "案件{n}の数量")
DEAL_LIKELY = Message(
    "Deal {n}, likely", "Geschäft {n}, Wahrscheinlichkeit", "Affaire {n}, probabilité", "案件{n}の確度"
)
LIKELY = Message("Likely, %", "Chance, %", "Chances, %", "確度（%）")
CALCULATE = Message("Calculate", "Berechnen", "Calculer", "計算する")
REFUSED = Message("This cannot be calculated", "Das lässt sich nicht berechnen", "Calcul impossible", "計算できません")
NO_NUMBER = Message(
    "{what}: “{text}” is no number; write it such as {plain} or {full}.",
    "{what}: „{text}“ ist keine Zahl; schreiben Sie zum Beispiel {plain} oder {full}.",
    "{what} : « {text} » n'est pas un nombre ; écrivez par exemple {plain} ou {full}.",
    "{what}：「{text}」は数値ではありません。{plain}または{full}のように入力してください。",
)
HOW_LIKELY = Message(
    "Deal {n}: say how likely it is, from 0 to 100 %.",
    "Geschäft {n}: Sagen Sie, wie wahrscheinlich es ist, von 0 bis 100 %.",
    "Affaire {n} : dites sa probabilité, de 0 à 100 %.",
    "案件{n}：確度を0～100%で入力してください。",
)
HOW_MANY_UNITS = Message(
    "Write how many units more you would sell: this programme counts units.",
    "Schreiben Sie, wie viel Stück mehr Sie verkaufen würden: Dieses Programm zählt Stück.",
    "Écrivez combien d'unités de plus vous vendriez : ce programme compte des unités.",
    "追加で販売する数量を入力してください。このプログラムは数量で計算します。",
)
NO_PRICE = Message(
    "Write an amount: you have sold none of these lately, so there is no price to go by.",
    "Schreiben Sie einen Betrag: Sie haben davon zuletzt nichts verkauft, also gibt es keinen Preis als Anhalt.",
    "Écrivez un montant : vous n'en avez pas vendu récemment, il n'y a donc pas de prix de référence.",
    "金額を入力してください。最近の販売がないため、参考となる単価がありません。",
)
HOW_MUCH = Message(
    "Write how much more you would sell.",
    "Schreiben Sie, wie viel mehr Sie verkaufen würden.",
    "Écrivez combien vous vendriez de plus.",
    "追加で販売する金額を入力してください。",
)
NONE_COUNTS = Message(
    "None of these products counts in this programme.",
    "Keines dieser Produkte zählt in diesem Programm.",
    "Aucun de ces produits ne compte dans ce programme.",
    "これらの製品はこのプログラムの対象外です。",
)

WOULD_EARN = Message("You would earn", "Sie würden verdienen", "Vous gagneriez", "想定獲得額")
STANDS_AT = Message("It stands at", "Stand jetzt", "Actuellement", "現在")
MORE = Message("More", "Mehr", "En plus", "増加額")
IF_SOLD = Message(
    "If you sell {added} more until {last}, you earn {after} in {period}: {more} more.",
    "Wenn Sie bis zum {last} {added} mehr verkaufen, verdienen Sie in {period} {after}: {more} mehr.",
    "Si vous vendez {added} de plus jusqu'au {last}, vous gagnez {after} en {period} : {more} de plus.",
    "{last}までにさらに{added}を販売すると、{period}の獲得額は{after}となり、{more}増えます。",
)
IF_SOLD_ABOUT = Message(
    "If you sell {added} more until {last} (about {units}), you earn {after} in {period}: {more} more.",
    "Wenn Sie bis zum {last} {added} mehr verkaufen (etwa {units}), verdienen Sie in {period} {after}: {more} mehr.",
    "Si vous vendez {added} de plus jusqu'au {last} (environ {units}), vous gagnez {after} en {period} : {more} de "
    "plus.",
    "{last}までにさらに{added}（約{units}）を販売すると、{period}の獲得額は{after}となり、{more}増えます。",
)
COUNTED_LIKE = Message(
    "Counted like {product}.",
    "Gezählt wie {product}.",
    "Compté comme {product}.",
    "{product}と同様に計算しています。",
)
BY_INCENTIVE = Message("By incentive", "Nach Anreiz", "Par incitation", "インセンティブ別")
INCENTIVE = Message("Incentive", "Anreiz", "Incitation", "インセンティブ")
NOW = Message("Now", "Jetzt", "Maintenant", "現在")
THEN = Message("Then", "Dann", "Ensuite", "想定")
MISSING = Message(
    "Missing to the next step", "Was zur nächsten Stufe fehlt", "Reste jusqu'au palier suivant", "次の段階までの不足"
)
NEXT_STEP = Message("Next step", "Nächste Stufe", "Palier suivant", "次の段階")
MOVES_NOT = Message(
    "It compares sales with each other, or pays who sold: what is supposed does not count here.",
    "Er vergleicht Verkäufe miteinander oder bezahlt, wer verkauft hat: Was angenommen wird, zählt hier nicht.",
    "Elle compare des ventes entre elles ou rémunère le vendeur : ce qui est supposé ne compte pas ici.",
    "売上どうしを比較するか、販売した担当者に支払うため、想定した売上はここでは計算されません。",
)
TRY_THAT = Message("Try that", "Das versuchen", "Essayer cela", "これで試算")
HIGHEST = Message("the highest step", "die höchste Stufe", "le palier le plus élevé", "最上位の段階")

AT_PACE = Message("At the pace so far", "Im bisherigen Tempo", "Au rythme actuel", "これまでのペースの場合")
SOLD_UNTIL = Message(
    "{sold} sold until {on}, carried on to {last} in the same mix.",
    "{sold} bis zum {on} verkauft, bis zum {last} in gleicher Zusammensetzung fortgeführt.",
    "{sold} vendus jusqu'au {on}, prolongés jusqu'au {last} dans les mêmes proportions.",
    "{on}までの売上{sold}を、同じ構成比で{last}まで延長しています。",
)
SOLD_UNTIL_AS = Message(
    "{sold} sold ({basis}) until {on}, carried on to {last} in the same mix.",
    "{sold} ({basis}) bis zum {on} verkauft, bis zum {last} in gleicher Zusammensetzung fortgeführt.",
    "{sold} vendus ({basis}) jusqu'au {on}, prolongés jusqu'au {last} dans les mêmes proportions.",
    "{on}までの売上{sold}（{basis}）を、同じ構成比で{last}まで延長しています。",
)
BASES = {
    MeasureKind.GROSS: Message("before discounts", "vor Rabatten", "avant remises", "値引き前"),
    MeasureKind.LIST: Message("at list price", "zum Listenpreis", "au prix catalogue", "定価換算"),
    MeasureKind.MARGIN: Message(
        "as what they leave over their cost",
        "als Spanne über den Kosten",
        "en marge sur leur coût",
        "原価を除いた粗利",
    ),
}
"""What sales are carried on as, where a programme adds up no net amounts."""
AS_WIDE = Message(
    "The range is as wide as your last {n} periods differ from each other.",
    "Die Spanne ist so breit, wie sich Ihre letzten {n} Zeiträume voneinander unterscheiden.",
    "La fourchette est aussi large que vos {n} dernières périodes diffèrent entre elles.",
    "範囲は、直近{n}期間の差の大きさに基づきます。",
)
TOO_FEW = Message(
    "There are too few earlier periods to tell how wide the range is.",
    "Es gibt zu wenige frühere Zeiträume, um zu sagen, wie breit die Spanne ist.",
    "Il y a trop peu de périodes antérieures pour estimer la fourchette.",
    "過去の期間が少ないため、範囲の幅を示せません。",
)
UNSAID = Counted(
    Message(
        "This programme counts units: {n} deal without units is left out.",
        "Dieses Programm zählt Stück: {n} Geschäft ohne Stückzahl bleibt außer Betracht.",
        "Ce programme compte des unités : {n} affaire sans quantité est laissée de côté.",
        "このプログラムは数量で計算するため、数量のない案件{n}件は除外しています。",
    ),
    Message(
        "This programme counts units: {n} deals without units are left out.",
        "Dieses Programm zählt Stück: {n} Geschäfte ohne Stückzahl bleiben außer Betracht.",
        "Ce programme compte des unités : {n} affaires sans quantité sont laissées de côté.",
        "このプログラムは数量で計算するため、数量のない案件{n}件は除外しています。",
    ),
)
WILL_HAVE_SOLD = Message("You will have sold", "Sie werden verkauft haben", "Vous aurez vendu", "売上見込み")
WILL_HAVE_EARNED = Message("You will have earned", "Sie werden verdient haben", "Vous aurez gagné", "獲得額見込み")
SOLD = Message("Sold", "Verkauft", "Vendu", "売上")
EARNED = Message("Earned", "Verdient", "Acquis", "獲得額")
LOW = Message("At least, as it looks", "Voraussichtlich mindestens", "Au moins, selon les prévisions", "下限の見込み")
EXPECTED = Message("Expected", "Erwartet", "Attendu", "見込み")
HIGH = Message("At most, as it looks", "Voraussichtlich höchstens", "Au plus, selon les prévisions", "上限の見込み")
