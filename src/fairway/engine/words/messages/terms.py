"""An incentive's terms: what counts, what is asked for, how it goes with others."""

from __future__ import annotations

from fairway.engine.programme import NoHistory, Unit
from fairway.engine.words.speech import Message

OPEN_TO = Message("It is open to {who}.", "Teilnehmen können {who}.", "Peuvent participer : {who}.", "対象：{who}。")
WHOLE_STEP = Message(
    "The step you reach pays on everything, from the first sale on.",
    "Die erreichte Stufe gilt für alles, vom ersten Verkauf an.",
    "Le palier atteint s'applique à tout, dès la première vente.",
    "到達した段階の率は、最初の売上から全体に適用されます。",
)
DECIDES = Message(
    "Your {sold} decide which step is reached; your {paid} are paid for.",
    "Über die erreichte Stufe entscheidet {sold}; bezahlt wird auf {paid}.",
    "{sold} détermine le palier atteint ; le paiement porte sur {paid}.",
    "段階は{sold}で決まり、支払いは{paid}に対して行われます。",
)
GATE = Message(
    "It is paid only in a {period} in which your {sold} reach {bound}.",
    "Gezahlt wird nur in einem {period}, in dem {sold} {bound} erreicht.",
    "Le paiement n'a lieu que pour un {period} où {sold} atteint {bound}.",
    "{sold}が{bound}に達した{period}にのみ支払われます。",
)
FOR_THIS = Message("For this: {terms}", "Dafür gilt: {terms}", "Pour cela : {terms}", "この条件では：{terms}")
ALL_COUNT = Message(
    "all sales of these products count.",
    "alle Verkäufe dieser Produkte zählen.",
    "toutes les ventes de ces produits comptent.",
    "これらの製品の売上はすべて対象です。",
)
GOODS_COUNT = Message(
    "Goods {events} count.",
    "Es zählt Ware, die {events} wurde.",
    "Comptent les marchandises {events}.",
    "{events}商品が対象です。",
)
EVERYTHING_COUNTS = Message(
    "Every reported sale counts.",
    "Jeder gemeldete Verkauf zählt.",
    "Toute vente déclarée compte.",
    "報告されたすべての売上が対象です。",
)
ONLY_WHERE = Message(
    "Only sales {where} count.",
    "Nur Verkäufe {where} zählen.",
    "Seules comptent les ventes {where}.",
    "{where}で販売された分のみが対象です。",
)
ONLY_IF = Message(
    "Only sales where {condition} count.",
    "Es zählen nur Verkäufe, für die gilt: {condition}.",
    "Seules comptent les ventes pour lesquelles {condition}.",
    "次の条件を満たす売上のみが対象です：{condition}。",
)
REGISTERED = Message(
    "Only sales under a deal that is registered for you count, while the registration is in force.",
    "Es zählen nur Verkäufe zu einem für Sie registrierten Deal, solange die Registrierung gilt.",
    "Seules comptent les ventes liées à une affaire enregistrée pour vous, tant que l'enregistrement est valable.",
    "貴社名義で登録された案件の、登録有効期間中の売上のみが対象です。",
)
SINCE = Message(
    "Only sales within {span} from {day} count.",
    "Es zählen nur Verkäufe in dieser Frist ab {day}: {span}.",
    "Seules comptent les ventes dans un délai de {span} à compter de : {day}.",
    "{day}から{span}以内の売上のみが対象です。",
)
CLAIMED = Message(
    "Only sales claimed within {span} of their date count.",
    "Es zählen nur Verkäufe, die in dieser Frist nach ihrem Datum eingereicht wurden: {span}.",
    "Seules comptent les ventes réclamées dans un délai de {span} après leur date.",
    "売上日から{span}以内に申請された売上のみが対象です。",
)
ONCE_PER = Message(
    "Of the sales with the same {name} only the first counts; sales without one do not count.",
    "Von Verkäufen mit gleichem Feld {name} zählt nur der erste; Verkäufe ohne Angabe zählen nicht.",
    "Parmi les ventes ayant la même valeur {name}, seule la première compte ; sans cette valeur, aucune ne compte.",
    "同じ「{name}」の売上は最初の1件のみが対象です。値のない売上は対象外です。",
)
NEW_EVER = Message(
    "A customer is new with its first purchase ever, from whichever partner.",
    "Neu ist ein Kunde mit seinem allerersten Kauf, bei welchem Partner auch immer.",
    "Un client est nouveau lors de son tout premier achat, quel que soit le partenaire.",
    "どのパートナーからであっても初めて購入した顧客を新規とみなします。",
)
NEW_WITHIN = Message(
    "A customer is new that bought nothing within {span} before, from whichever partner.",
    "Neu ist ein Kunde, der in dieser Zeit davor bei keinem Partner etwas gekauft hat: {span}.",
    "Un client est nouveau s'il n'a rien acheté, chez aucun partenaire, au cours des {span} précédents.",
    "過去{span}にどのパートナーからも購入していない顧客を新規とみなします。",
)
NEW_AT_LEAST = Message(
    "Its first order must come to at least {least} net.",
    "Die erste Bestellung muss netto mindestens {least} betragen.",
    "Sa première commande doit atteindre au moins {least} net.",
    "最初の注文は正味{least}以上である必要があります。",
)
BASELINE_IS = Message(
    "Growth is measured against what you had {baseline}.",
    "Das Wachstum wird daran gemessen, was Sie {baseline} hatten.",
    "La croissance se mesure par rapport à votre résultat {baseline}.",
    "成長率は貴社の{baseline}の実績と比較します。",
)
THAT_PERIOD = {
    "same_period_last_year": Message(
        "in the same {period} of the year before",
        "im gleichen {period} des Vorjahres",
        "sur le même {period} de l'année précédente",
        "前年同{period}",
    ),
    "previous_period": Message(
        "in the {period} before", "im {period} davor", "sur le {period} précédent", "直前の{period}"
    ),
}
BASELINE_NAMED = Message(
    "Growth is measured against the baseline {name} that is agreed with you.",
    "Das Wachstum wird am mit Ihnen vereinbarten Basiswert {name} gemessen.",
    "La croissance se mesure par rapport à la base {name} convenue avec vous.",
    "成長率は貴社と合意した基準値{name}と比較します。",
)
BASELINE_LEAST = Message(
    "A baseline below {least} counts as none.",
    "Ein Basiswert unter {least} gilt als keiner.",
    "Une base inférieure à {least} est considérée comme absente.",
    "{least}未満の基準値はないものとみなします。",
)
NO_HISTORY = {
    NoHistory.SKIP: Message(
        "Without a baseline nothing is earned.",
        "Ohne Basiswert wird nichts verdient.",
        "Sans base, rien n'est acquis.",
        "基準値がない場合は支払いの対象になりません。",
    ),
    NoHistory.ZERO: Message(
        "Without a baseline the highest step is reached by any sale.",
        "Ohne Basiswert erreicht jeder Verkauf die höchste Stufe.",
        "Sans base, toute vente atteint le palier le plus élevé.",
        "基準値がない場合は、売上があれば最上位の段階に達します。",
    ),
    NoHistory.PEERS: Message(
        "Without a baseline the average of the other partners' baselines is taken.",
        "Ohne Basiswert gilt der Durchschnitt der Basiswerte der anderen Partner.",
        "Sans base, la moyenne des bases des autres partenaires est retenue.",
        "基準値がない場合は、他のパートナーの基準値の平均を用います。",
    ),
    NoHistory.TARGET: Message(
        "Without a baseline your target {name} is taken.",
        "Ohne Basiswert gilt Ihr Ziel {name}.",
        "Sans base, votre objectif {name} est retenu.",
        "基準値がない場合は、貴社の目標{name}を用います。",
    ),
}
TARGET_IS = Message(
    "The target {name} is agreed with you for each {period}; without one no step is reached.",
    "Das Ziel {name} wird für jeden Zeitraum ({period}) mit Ihnen vereinbart; ohne Ziel wird keine Stufe erreicht.",
    "L'objectif {name} est convenu avec vous pour chaque {period} ; sans objectif, aucun palier n'est atteint.",
    "目標{name}は{period}ごとに貴社と合意します。目標がない場合はどの段階にも達しません。",
)
NO_RATIO = Message(
    "Without any {to} no share is reached.",
    "Ohne einen Wert für {to} wird kein Anteil erreicht.",
    "Sans valeur pour {to}, aucune part n'est atteinte.",
    "{to}がない場合、比率はないものとみなします。",
)
BREADTH_PARTS = Message(
    "A product group counts when it reaches its share: {parts}.",
    "Eine Produktgruppe zählt, wenn sie ihren Wert erreicht: {parts}.",
    "Un groupe de produits compte lorsqu'il atteint sa valeur : {parts}.",
    "製品グループは次の基準に達すると数えられます：{parts}。",
)
BREADTH_PART = Message(
    "{what} of at least {bound}",
    "{what} mindestens {bound}",
    "{what} d'au moins {bound}",
    "{what}が{bound}以上",
)
CERTIFIED_ON = Message(
    "A person counts that holds the certificate {course} on the last day of the {period}.",
    "Es zählt, wer am letzten Tag des Zeitraums ({period}) das Zertifikat {course} hat.",
    "Compte toute personne titulaire du certificat {course} le dernier jour de la période ({period}).",
    "{period}の最終日に認定「{course}」を保有している人を数えます。",
)
UNITS = {
    Unit.LINE: Message(
        "Each sales line is looked at by itself and reaches its own step.",
        "Jede Verkaufszeile wird für sich betrachtet und erreicht ihre eigene Stufe.",
        "Chaque ligne de vente est considérée séparément et atteint son propre palier.",
        "売上明細ごとに判定し、それぞれの段階を適用します。",
    ),
    Unit.DOCUMENT: Message(
        "Each invoice is looked at by itself and reaches its own step.",
        "Jede Rechnung wird für sich betrachtet und erreicht ihre eigene Stufe.",
        "Chaque facture est considérée séparément et atteint son propre palier.",
        "請求書ごとに判定し、それぞれの段階を適用します。",
    ),
    Unit.PERIOD_TO_DATE: Message(
        "Each day's sales earn at the step that is reached by then, with everything of the {period} up to and with "
        "that day.",
        "Die Verkäufe jedes Tages verdienen nach der Stufe, die mit allem bis einschließlich dieses Tages im {period} "
        "erreicht ist.",
        "Les ventes de chaque jour sont rémunérées au palier atteint alors, avec tout ce qui précède depuis le début "
        "de la période ({period}), ce jour compris.",
        "各日の売上には、その{period}の当日までの累計で到達した段階が適用されます。",
    ),
}
POOL_PARENT = Message(
    "Partners of one company group count together: what they sell is added up, and what they earn together is shared "
    "by what each has sold.",
    "Partner einer Unternehmensgruppe zählen zusammen: Ihre Verkäufe werden addiert, und der gemeinsame Betrag wird "
    "nach dem Anteil jedes Einzelnen geteilt.",
    "Les partenaires d'un même groupe comptent ensemble : leurs ventes s'additionnent, et le montant commun est "
    "réparti selon la part de chacun.",
    "同じ企業グループのパートナーは合算されます。合計に対する金額は各社の販売実績に応じて配分されます。",
)
POOL = Message(
    "Partners with the same {column} count together: what they sell is added up, and what they earn together is "
    "shared by what each has sold.",
    "Partner mit gleichem Merkmal „{column}“ zählen zusammen: Ihre Verkäufe werden addiert, und der gemeinsame Betrag "
    "wird nach dem Anteil jedes Einzelnen geteilt.",
    "Les partenaires ayant la même valeur « {column} » comptent ensemble : leurs ventes s'additionnent, et le montant "
    "commun est réparti selon la part de chacun.",
    "「{column}」が同じパートナーは合算されます。合計に対する金額は各社の販売実績に応じて配分されます。",
)
POOL_LEAST = Message(
    "Only partners with at least {least} of their own have a share in it.",
    "Einen Anteil daran haben nur Partner mit mindestens {least} aus eigenen Verkäufen.",
    "Seuls y ont part les partenaires ayant réalisé eux-mêmes au moins {least}.",
    "自社の実績が{least}以上のパートナーのみが配分を受けます。",
)
MULTIPLIED = Message(
    "What is earned is multiplied by your {column}: {factors}; otherwise × {otherwise}.",
    "Der Betrag wird nach Ihrem Merkmal „{column}“ multipliziert: {factors}; sonst × {otherwise}.",
    "Le montant est multiplié selon votre « {column} » : {factors} ; sinon × {otherwise}.",
    "金額には貴社の「{column}」に応じた係数を掛けます：{factors}、それ以外 × {otherwise}。",
)
PAYEE_PERSON = Message(
    "Each person named in the sales is paid by itself; sales that name nobody do not count.",
    "Jede in den Verkäufen genannte Person wird einzeln bezahlt; Verkäufe ohne Person zählen nicht.",
    "Chaque personne nommée dans les ventes est payée séparément ; les ventes sans nom ne comptent pas.",
    "売上に記載された担当者ごとに支払われます。担当者のない売上は対象外です。",
)
PAYEE_SPLITS = Message(
    "What you earn is shared among your people by the agreed percentages.",
    "Ihr Betrag wird nach den vereinbarten Prozentsätzen auf Ihre Personen verteilt.",
    "Votre montant est réparti entre vos collaborateurs selon les pourcentages convenus.",
    "金額は合意した割合で貴社の担当者に配分されます。",
)
FREE_WORTH = Message(
    "Each free unit is worth {worth}.",
    "Jedes Gratisstück ist {worth} wert.",
    "Chaque unité gratuite vaut {worth}.",
    "無償品1個の価値は{worth}です。",
)
FREE_GOODS = Message(
    "Free units are given as goods and are worth no money.",
    "Gratisstücke werden als Ware gegeben und nicht in Geld bewertet.",
    "Les unités gratuites sont remises en marchandise et n'ont pas de valeur en argent.",
    "無償品は現物で提供され、金額には換算されません。",
)
BESIDE = Message(
    "It is paid in full beside other incentives on the same sales.",
    "Er wird neben anderen Anreizen auf dieselben Verkäufe voll gezahlt.",
    "Elle est versée en totalité à côté d'autres incitations sur les mêmes ventes.",
    "同じ売上に対する他のインセンティブと併せて全額支払われます。",
)
AFTER = Message(
    "It is paid on what is left when what is earned by {others} is taken off.",
    "Gezahlt wird auf das, was nach Abzug der Beträge aus {others} übrig bleibt.",
    "Le paiement porte sur ce qui reste après déduction des montants de {others}.",
    "{others}の金額を差し引いた残りに対して支払われます。",
)
BEST_OF = Message(
    "Of {names} only the one that earns you most is paid.",
    "Von {names} wird nur der Anreiz gezahlt, der Ihnen am meisten bringt.",
    "Parmi {names}, seule l'incitation la plus avantageuse pour vous est versée.",
    "{names}のうち、最も金額の大きいものだけが支払われます。",
)
EXCLUSIVE = Message(
    "Of {names}, in this order, only the first that earns anything is paid.",
    "Von {names} wird in dieser Reihenfolge nur der erste gezahlt, der etwas bringt.",
    "Parmi {names}, dans cet ordre, seule la première qui rapporte quelque chose est versée.",
    "{names}のうち、この順で最初に金額が生じたものだけが支払われます。",
)
GROUP_CAP = Message(
    "{names} together pay at most {cap} a {period}; the last of them are reduced first.",
    "{names} zahlen zusammen höchstens {cap} je {period}; gekürzt wird vom letzten an.",
    "{names} versent ensemble au plus {cap} par {period} ; les dernières sont réduites d'abord.",
    "{names}の合計は{period}ごとに{cap}までで、後のものから減額されます。",
)
GROUP_SHARE = Message(
    "{percent} of the largest sales figure among them",
    "{percent} des größten Umsatzwertes unter ihnen",
    "{percent} du plus grand chiffre d'affaires parmi elles",
    "そのうち最大の売上額の{percent}",
)
LOWER_OF = Message(
    "the lower of {first} and {second}",
    "den kleineren Wert von {first} und {second}",
    "le plus faible de {first} et {second}",
    "{first}と{second}の低い方",
)
AGREED = Message(
    "Agreed with {partner} {span}: {what}. Reason: {reason}",
    "Mit {partner} vereinbart {span}: {what}. Grund: {reason}",
    "Convenu avec {partner} {span} : {what}. Motif : {reason}",
    "{partner}との個別合意（{span}）：{what}。理由：{reason}",
)
WITHOUT_GATES = Message("the conditions are waived", "ohne die Bedingungen", "sans les conditions", "条件の免除")
WITHOUT_CAPS = Message("the caps are lifted", "ohne die Höchstgrenzen", "sans les plafonds", "上限の適用除外")
INSTEAD = Message("{pays} at any step", "{pays} auf jeder Stufe", "{pays} à tout palier", "どの段階でも{pays}")
