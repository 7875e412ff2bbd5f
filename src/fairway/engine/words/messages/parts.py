"""The parts of sentences: what is counted, units, goods, partners, places, conditions, steps."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.engine.programme import Baseline, Event, LineDate, MeasureKind
from fairway.engine.words.speech import Counted, Message
from fairway.policy.conditions import Operator, Source


@dataclass(frozen=True, slots=True)
class Noun:
    """What is added up: by itself, as the partner's own that reaches something, and as what something is paid on."""

    alone: Message
    subject: Message
    object: Message


def _noun(en: str, de: tuple[str, str, str], fr: tuple[str, str], ja: str) -> Noun:
    return Noun(Message(en, de[0], fr[0], ja), Message(en, de[1], fr[1], ja), Message(en, de[2], fr[1], ja))


NOUNS = {
    MeasureKind.NET: _noun(
        "net sales",
        ("Nettoumsatz", "Ihr Nettoumsatz", "Ihren Nettoumsatz"),
        ("chiffre d'affaires net", "votre chiffre d'affaires net"),
        "純売上高",
    ),
    MeasureKind.GROSS: _noun(
        "gross sales",
        ("Bruttoumsatz", "Ihr Bruttoumsatz", "Ihren Bruttoumsatz"),
        ("chiffre d'affaires brut", "votre chiffre d'affaires brut"),
        "総売上高",
    ),
    MeasureKind.LIST: _noun(
        "sales at list price",
        ("Umsatz zu Listenpreisen", "Ihr Umsatz zu Listenpreisen", "Ihren Umsatz zu Listenpreisen"),
        ("chiffre d'affaires au prix catalogue", "votre chiffre d'affaires au prix catalogue"),
        "定価ベースの売上高",
    ),
    MeasureKind.MARGIN: _noun("margins", ("Marge", "Ihre Marge", "Ihre Marge"), ("marge", "votre marge"), "粗利益"),
    MeasureKind.QUANTITY: _noun(
        "units",
        ("Stückzahl", "Ihre Stückzahl", "Ihre Stückzahl"),
        ("nombre d'unités", "votre nombre d'unités"),
        "販売数量",
    ),
    MeasureKind.LINES: _noun(
        "sales lines",
        ("Zahl der Verkaufszeilen", "die Zahl Ihrer Verkaufszeilen", "die Zahl Ihrer Verkaufszeilen"),
        ("nombre de lignes de vente", "votre nombre de lignes de vente"),
        "売上明細数",
    ),
    MeasureKind.CUSTOMERS: _noun(
        "customers",
        ("Zahl der Kunden", "die Zahl Ihrer Kunden", "die Zahl Ihrer Kunden"),
        ("nombre de clients", "votre nombre de clients"),
        "顧客数",
    ),
    MeasureKind.NEW_CUSTOMERS: _noun(
        "new customers",
        ("Zahl der Neukunden", "die Zahl Ihrer Neukunden", "die Zahl Ihrer Neukunden"),
        ("nombre de nouveaux clients", "votre nombre de nouveaux clients"),
        "新規顧客数",
    ),
    MeasureKind.DEALS: _noun(
        "deals",
        ("Zahl der Deals", "die Zahl Ihrer Deals", "die Zahl Ihrer Deals"),
        ("nombre d'affaires", "votre nombre d'affaires"),
        "案件数",
    ),
    MeasureKind.DOCUMENTS: _noun(
        "invoices",
        ("Zahl der Rechnungen", "die Zahl Ihrer Rechnungen", "die Zahl Ihrer Rechnungen"),
        ("nombre de factures", "votre nombre de factures"),
        "請求書数",
    ),
    MeasureKind.SERIALS: _noun(
        "serial numbers",
        ("Zahl der Seriennummern", "die Zahl Ihrer Seriennummern", "die Zahl Ihrer Seriennummern"),
        ("nombre de numéros de série", "votre nombre de numéros de série"),
        "シリアル番号数",
    ),
}
"""Every measure by its name. All German and French ones are singular, so that one verb goes with them."""
BREADTH = _noun(
    "product groups with enough sales",
    (
        "Zahl der Produktgruppen mit genügend Umsatz",
        "die Zahl Ihrer Produktgruppen mit genügend Umsatz",
        "die Zahl Ihrer Produktgruppen mit genügend Umsatz",
    ),
    ("nombre de groupes de produits suffisamment vendus", "votre nombre de groupes de produits suffisamment vendus"),
    "基準に達した製品グループ数",
)
CERTIFIED = Noun(
    Message(
        "people certified in {course}",
        "Zahl der Personen mit Zertifikat „{course}“",
        "nombre de personnes certifiées en {course}",
        "「{course}」の認定保有者数",
    ),
    Message(
        "people certified in {course}",
        "die Zahl Ihrer Personen mit Zertifikat „{course}“",
        "votre nombre de personnes certifiées en {course}",
        "「{course}」の認定保有者数",
    ),
    Message(
        "people certified in {course}",
        "die Zahl Ihrer Personen mit Zertifikat „{course}“",
        "votre nombre de personnes certifiées en {course}",
        "「{course}」の認定保有者数",
    ),
)
OF_GOODS = Message("{what} of {goods}", "{what} ({goods})", "{what} ({goods})", "{goods}の{what}")
SINCE_YEAR = Message(
    "{what} since the year began",
    "{what} seit Jahresbeginn",
    "{what} depuis le début de l'année",
    "年初からの{what}",
)
ROLLING = Message(
    "{what} of the last {n} periods",
    "{what} der letzten {n} Perioden",
    "{what} des {n} dernières périodes",
    "直近{n}期間の{what}",
)
LIFETIME = Message(
    "{what} since the first sale",
    "{what} seit dem ersten Verkauf",
    "{what} depuis la première vente",
    "初回販売からの{what}",
)


def _counted(en: str, de: tuple[str, str], fr: tuple[str, str], ja: str) -> Counted:
    one = Message(f"{{n}} {en}", f"{{n}} {de[0]}", f"{{n}} {fr[0]}", ja)
    return Counted(one, Message(f"{{n}} {en}s", f"{{n}} {de[1]}", f"{{n}} {fr[1]}", ja))


UNITS = {
    MeasureKind.QUANTITY: _counted("unit", ("Stück", "Stück"), ("unité", "unités"), "{n}個"),
    MeasureKind.LINES: _counted(
        "sales line", ("Verkaufszeile", "Verkaufszeilen"), ("ligne de vente", "lignes de vente"), "明細{n}件"
    ),
    MeasureKind.CUSTOMERS: _counted("customer", ("Kunde", "Kunden"), ("client", "clients"), "顧客{n}社"),
    MeasureKind.NEW_CUSTOMERS: _counted(
        "new customer", ("Neukunde", "Neukunden"), ("nouveau client", "nouveaux clients"), "新規顧客{n}社"
    ),
    MeasureKind.DEALS: _counted("deal", ("Deal", "Deals"), ("affaire", "affaires"), "案件{n}件"),
    MeasureKind.DOCUMENTS: _counted("invoice", ("Rechnung", "Rechnungen"), ("facture", "factures"), "請求書{n}件"),
    MeasureKind.SERIALS: _counted(
        "serial number", ("Seriennummer", "Seriennummern"), ("numéro de série", "numéros de série"), "シリアル番号{n}件"
    ),
}
"""A number of what is counted, with its unit."""
GROUPS = _counted(
    "product group",
    ("Produktgruppe", "Produktgruppen"),
    ("groupe de produits", "groupes de produits"),
    "製品グループ{n}個",
)
PEOPLE = Counted(
    Message("{n} certified person", "{n} zertifizierte Person", "{n} personne certifiée", "認定保有者{n}人"),
    Message("{n} certified people", "{n} zertifizierte Personen", "{n} personnes certifiées", "認定保有者{n}人"),
)
FREE_UNITS = _counted(
    "free unit", ("Stück gratis", "Stück gratis"), ("unité gratuite", "unités gratuites"), "無償品{n}個"
)
DAYS = _counted("day", ("Tag", "Tage"), ("jour", "jours"), "{n}日")
MONTHS = _counted("month", ("Monat", "Monate"), ("mois", "mois"), "{n}か月")
PERIODS = _counted("period", ("Periode", "Perioden"), ("période", "périodes"), "{n}期間")
EACH = {
    MeasureKind.QUANTITY: Message("unit", "Stück", "unité", "1個"),
    MeasureKind.LINES: Message("sales line", "Verkaufszeile", "ligne de vente", "明細1件"),
    MeasureKind.CUSTOMERS: Message("customer", "Kunde", "client", "顧客1社"),
    MeasureKind.NEW_CUSTOMERS: Message("new customer", "Neukunde", "nouveau client", "新規顧客1社"),
    MeasureKind.DEALS: Message("deal", "Deal", "affaire", "案件1件"),
    MeasureKind.DOCUMENTS: Message("invoice", "Rechnung", "facture", "請求書1件"),
    MeasureKind.SERIALS: Message("serial number", "Seriennummer", "numéro de série", "シリアル番号1件"),
}
FOR_EACH = Message("{amount} for each {each}", "{amount} je {each}", "{amount} par {each}", "{each}につき{amount}")
STEP_ROW = Message("{span}: {pays}", "{span}: {pays}", "{span} : {pays}", "{span}：{pays}")
NOTHING_PAID = Message("nothing", "nichts", "rien", "支払いなし")

BASELINES = {
    Baseline.SAME_PERIOD_LAST_YEAR: Message(
        "the same period of the year before",
        "im gleichen Zeitraum des Vorjahres",
        "sur la même période de l'année précédente",
        "前年同期",
    ),
    Baseline.PREVIOUS_PERIOD: Message("the period before", "in der Vorperiode", "sur la période précédente", "前期間"),
}
GROWTH_BOUND = Message(
    "{percent} more than in {baseline}",
    "{percent} mehr als {baseline}",
    "{percent} de plus que {baseline}",
    "{baseline}比{percent}増",
)
GROWTH_NAMED = Message(
    "{percent} more than the baseline {name}",
    "{percent} mehr als der Basiswert {name}",
    "{percent} de plus que la base {name}",
    "基準値{name}比{percent}増",
)
TARGET_BOUND = Message(
    "{percent} of the target {name}",
    "{percent} des Ziels {name}",
    "{percent} de l'objectif {name}",
    "目標{name}の{percent}",
)
RATIO_BOUND = Message(
    "{percent} of your {to}",
    "{percent} des Wertes „{to}“",
    "{percent} de la valeur « {to} »",
    "{to}の{percent}",
)

ATTRIBUTES = {
    "product_id": Message("product", "Produkt", "produit", "製品"),
    "name": Message("product", "Produkt", "produit", "製品"),
    "sku": Message("SKU", "Artikel", "article", "品番"),
    "line": Message("product line", "Produktlinie", "gamme", "製品ライン"),
    "family": Message("family", "Familie", "famille", "ファミリー"),
    "category": Message("category", "Kategorie", "catégorie", "カテゴリ"),
    "subcategory": Message("subcategory", "Unterkategorie", "sous-catégorie", "サブカテゴリ"),
    "brand": Message("brand", "Marke", "marque", "ブランド"),
}
GOODS = Message("{attribute} {values}", "{attribute} {values}", "{attribute} {values}", "{attribute} {values}")
ALL_GOODS = Message("all products", "alle Produkte", "tous les produits", "全製品")
EXCEPT_GOODS = Message(
    "{goods} except {others}", "{goods} außer {others}", "{goods} sauf {others}", "{others}を除く{goods}"
)

OF_TYPE = Message("of type {names}", "vom Typ {names}", "de type {names}", "種別{names}")
OF_TIER = Message("of tier {names}", "der Stufe {names}", "de niveau {names}", "ランク{names}")
BASED_IN = Message("based in {names}", "mit Sitz in {names}", "établis en {names}", "所在国{names}")
NAMED = Message("named {names}", "mit dem Code {names}", "de code {names}", "コード{names}")
PARTNERS = Message("partners {which}", "Partner {which}", "les partenaires {which}", "{which}のパートナー")
ALL_PARTNERS = Message("all partners", "alle Partner", "tous les partenaires", "すべてのパートナー")
EXCEPT_PARTNERS = Message(
    "{who}, except those {others}",
    "{who}, außer denen {others}",
    "{who}, sauf ceux {others}",
    "{who}（{others}を除く）",
)
IN_COUNTRY = Message("in {names}", "in {names}", "dans le pays {names}", "{names}")
IN_REGION = Message("in region {names}", "in der Region {names}", "dans la région {names}", "{names}地域")
EVENTS = {
    Event.SELL_IN: Message(
        "bought from the vendor or a distributor (sell-in)",
        "beim Hersteller oder Distributor gekauft (Sell-in)",
        "achetées au fournisseur ou à un distributeur (sell-in)",
        "メーカーまたはディストリビューターから仕入れた（セルイン）",
    ),
    Event.SELL_THROUGH: Message(
        "sold on to resellers or customers (sell-through)",
        "an Wiederverkäufer oder Kunden weiterverkauft (Sell-through)",
        "revendues à des revendeurs ou à des clients (sell-through)",
        "リセラーまたは顧客へ販売した（セルスルー）",
    ),
    Event.SELL_OUT: Message(
        "sold to end customers (sell-out)",
        "an Endkunden verkauft (Sell-out)",
        "vendues aux clients finaux (sell-out)",
        "最終顧客へ販売した（セルアウト）",
    ),
}
DATES = {
    LineDate.INVOICE: Message("invoice date", "Rechnungsdatum", "date de facture", "請求日"),
    LineDate.SHIPMENT: Message("shipment date", "Lieferdatum", "date d'expédition", "出荷日"),
}

OPERATORS = {
    Operator.EQUAL: Message("{left} is {right}", "{left} ist {right}", "{left} est {right}", "{left}が{right}"),
    Operator.NOT_EQUAL: Message(
        "{left} is not {right}", "{left} ist nicht {right}", "{left} n'est pas {right}", "{left}が{right}でない"
    ),
    Operator.LESS: Message(
        "{left} is below {right}",
        "{left} liegt unter {right}",
        "{left} est inférieur à {right}",
        "{left}が{right}未満",
    ),
    Operator.LESS_OR_EQUAL: Message(
        "{left} is at most {right}",
        "{left} beträgt höchstens {right}",
        "{left} est au plus {right}",
        "{left}が{right}以下",
    ),
    Operator.GREATER: Message(
        "{left} is above {right}",
        "{left} liegt über {right}",
        "{left} est supérieur à {right}",
        "{left}が{right}を超える",
    ),
    Operator.GREATER_OR_EQUAL: Message(
        "{left} is at least {right}",
        "{left} beträgt mindestens {right}",
        "{left} est au moins {right}",
        "{left}が{right}以上",
    ),
}
ONE_OF = Message(
    "{column} is one of {values}",
    "{column} ist einer der Werte {values}",
    "{column} est l'une des valeurs {values}",
    "{column}が{values}のいずれか",
)
NONE_OF = Message(
    "{column} is none of {values}",
    "{column} ist keiner der Werte {values}",
    "{column} n'est aucune des valeurs {values}",
    "{column}が{values}のいずれでもない",
)
GIVEN = Message("{column} is given", "{column} ist angegeben", "{column} est renseigné", "{column}が入力されている")
NOT_GIVEN = Message(
    "{column} is not given",
    "{column} ist nicht angegeben",
    "{column} n'est pas renseigné",
    "{column}が入力されていない",
)
MARKED = Message(
    "{owner} is {name}",
    "{owner} ist als {name} gekennzeichnet",
    "{owner} est marqué {name}",
    "{owner}が{name}",
)
NOT_MARKED = Message(
    "{owner} is not {name}",
    "{owner} ist nicht als {name} gekennzeichnet",
    "{owner} n'est pas marqué {name}",
    "{owner}が{name}でない",
)
DENIED = Message(
    "it is not so that {part}",
    "es gilt nicht: {part}",
    "il n'est pas vrai que {part}",
    "「{part}」に当てはまらない",
)
BOTH = Message(" and ", " und ", " et ", "、かつ")
EITHER = Message(" or ", " oder ", " ou ", "、または")
COLUMNS = {
    Source.LINE: Message("the {name}", "das Feld „{name}“", "le champ « {name} »", "「{name}」"),
    Source.PRODUCT: Message(
        "the product's {name}", "das Feld „{name}“ des Produkts", "le champ « {name} » du produit", "製品の「{name}」"
    ),
    Source.PARTNER: Message(
        "the partner's {name}",
        "das Feld „{name}“ des Partners",
        "le champ « {name} » du partenaire",
        "パートナーの「{name}」",
    ),
}
OWNERS = {
    Source.LINE: Message("the sale", "der Verkauf", "l'enregistrement de vente", "売上"),
    Source.PRODUCT: Message("the product", "das Produkt", "le produit", "製品"),
    Source.PARTNER: Message("the partner", "der Partner", "le partenaire", "パートナー"),
}
TRUE = Message("true", "wahr", "vrai", "真")
FALSE = Message("false", "falsch", "faux", "偽")

ANY_AMOUNT = Message("any amount", "jeder Wert", "toute valeur", "すべて")
FROM = Message("from {low}", "ab {low}", "à partir de {low}", "{low}以上")
BELOW = Message("below {high}", "unter {high}", "moins de {high}", "{high}未満")
BETWEEN = Message(
    "from {low} to below {high}",
    "ab {low} bis unter {high}",
    "de {low} à moins de {high}",
    "{low}以上{high}未満",
)
AT = Message("at {point}", "bei {point}", "à {point}", "{point}のとき")
FROM_DAY = Message("from {first} on", "ab {first}", "à partir du {first}", "{first}から")
UNTIL_DAY = Message(
    "until {last}, that day included",
    "bis einschließlich {last}",
    "jusqu'au {last} inclus",
    "{last}まで（当日を含む）",
)
FROM_TO = Message(
    "from {first} to {last}, both days included",
    "vom {first} bis {last}, beide Tage eingeschlossen",
    "du {first} au {last}, ces deux jours compris",
    "{first}から{last}まで（両日を含む）",
)
ALWAYS = Message(
    "without a fixed beginning or end",
    "ohne festen Anfang oder Ende",
    "sans début ni fin fixes",
    "期限の定めなく",
)
