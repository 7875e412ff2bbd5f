"""The canonical fields of a sales line, and the headings partners write over them in their languages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One canonical field: its name, what kind of cell it holds and what a person reads about it."""

    name: str
    holds: str
    label: str
    headings: tuple[str, ...]


def _field(name: str, holds: str, label: str, headings: str) -> Field:
    return Field(name, holds, label, tuple(plain_heading(each) for each in headings.split("|")))


def plain_heading(text: str) -> str:
    """Bring a heading to the form in which headings are compared: no accents, case, signs or doubled blanks."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", text))  # SalesOrderNumber is three words
    folded = unicodedata.normalize("NFKD", apart.casefold())
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign) or ord(sign) > 0x3000)
    bare = unicodedata.normalize("NFC", bare)
    return " ".join(re.sub(r"[^\w]+|_", " ", bare).split())


SALES_FIELDS: tuple[Field, ...] = (
    _field(
        "partner_id",
        "text",
        "Partner (whose sale it is)",
        "partner|partner id|partner code|partner no|partner number|reseller|reseller id|reseller key|reseller code|"
        "reseller no|reseller name|dealer|dealer id|dealer code|dealer no|store|store number|store no|store id|branch|"
        "branch id|account|account id|account no|account number|outlet|sold to|sold to id|sold to party|ship to id|"
        "händler|händlernummer|haendler|haendlernummer|händler nr|wiederverkäufer|partnernummer|filiale|filial nr|"
        "revendeur|code revendeur|n° revendeur|magasin|point de vente|partenaire|code partenaire|"
        "distribuidor|código distribuidor|revendedor|tienda|sucursal|socio|código de socio|"
        "販売店|販売店コード|代理店|代理店コード|店舗|店舗コード",
    ),
    _field(
        "person",
        "text",
        "Salesperson",
        "person|salesperson|sales person|sales rep|rep|sales rep id|employee|employee id|employee key|seller|"
        "verkäufer|vertreter|vendeur|commercial|vendedor|comercial|担当者|営業担当",
    ),
    _field(
        "invoice_no",
        "text",
        "Invoice number",
        "invoice|invoice no|invoice number|invoice id|invoice num|invoice nr|inv no|inv|document|document no|doc no|"
        "document number|sales order number|order number|order no|invoice item number|receipt|receipt no|"
        "rechnung|rechnungsnummer|rechnungsnr|rechnungs nr|rechnung nr|re nr|beleg|belegnummer|belegnr|beleg nr|"
        "facture|n° facture|no facture|numéro de facture|num facture|numéro facture|pièce|"
        "factura|n° factura|no factura|número de factura|num factura|número factura|nº factura|albarán|"
        "伝票番号|請求書番号|請求番号|インボイス番号|伝票no",
    ),
    _field(
        "invoice_line",
        "text",
        "Line number in the invoice",
        "line|line no|invoice line|invoice line no|item line|sales order line number|pos|position|seq|"
        "line number|zeile|positionsnummer|pos nr|rechnungsposition|ligne|n° ligne|no ligne|línea|nº línea|"
        "行|行番号|明細番号|明細行",
    ),
    _field(
        "invoice_date",
        "date",
        "Invoice date",
        "invoice date|date|inv date|order date|sale date|sales date|document date|doc date|transaction date|"
        "posting date|billing date|date of sale|rechnungsdatum|datum|belegdatum|buchungsdatum|verkaufsdatum|re datum|"
        "date facture|date de facture|date de vente|date de facturation|"
        "fecha|fecha factura|fecha de factura|fecha venta|fecha de venta|日付|請求日|伝票日付|売上日|販売日|計上日",
    ),
    _field(
        "ship_date",
        "date",
        "Ship date",
        "ship date|shipped|shipping date|delivery date|dispatch date|lieferdatum|versanddatum|date de livraison|"
        "date livraison|date expédition|fecha de envío|fecha envío|fecha de entrega|出荷日|納品日",
    ),
    _field(
        "product_id",
        "text",
        "Product (vendor's SKU)",
        "product|product id|product key|product code|product no|product number|sku|vendor sku|item|item number|item no|"
        "item code|item id|part|part number|part no|part num|article|article number|article no|material|"
        "material number|mfr part number|manufacturer part number|model|model number|"
        "artikel|artikelnummer|artikelnr|artikel nr|art nr|artnr|teilenummer|produkt|produktnummer|materialnummer|"
        "herstellernummer|référence|réf|ref|code article|référence article|article réf|produit|code produit|"
        "artículo|código artículo|código de artículo|referencia|producto|código|código producto|código de producto|"
        "商品コード|品番|製品コード|商品番号|型番|品目コード|商品",
    ),
    _field(
        "gtin",
        "text",
        "GTIN (EAN, UPC)",
        "gtin|ean|ean code|ean13|upc|barcode|bar code|strichcode|code barres|janコード|jan",
    ),
    _field(
        "quantity",
        "number",
        "Quantity",
        "quantity|qty|qty sold|quantity sold|units|units sold|order quantity|bottles sold|pieces|pcs|sold|sold qty|"
        "menge|anzahl|stück|stückzahl|verkaufte menge|absatz|quantité|qté|qte|quantités|nb|nombre|unités|"
        "cantidad|cant|unidades|uds|数量|販売数量|個数|販売数",
    ),
    _field(
        "unit",
        "text",
        "Unit of measure",
        "unit|uom|unit of measure|unit measure|me|einheit|mengeneinheit|unité|unité de mesure|unidad|"
        "unidad de medida|単位",
    ),
    _field(
        "unit_price",
        "number",
        "Unit price",
        "unit price|price|net price|sales price|selling price|price each|price per unit|unit net price|"
        "preis|einzelpreis|stückpreis|nettopreis|preis je einheit|vk preis|prix|prix unitaire|pu|pu ht|"
        "prix unitaire ht|precio|precio unitario|precio unidad|単価|価格|販売単価",
    ),
    _field(
        "net_amount",
        "number",
        "Net amount of the line",
        "net amount|amount|net|net sales|sales amount|sale amount|line amount|line total|total|ext price|"
        "extended price|"
        "extended amount|extended|revenue|value|net value|sale dollars|sales|sales value|turnover|net total|"
        "betrag|nettobetrag|netto|nettoumsatz|umsatz|gesamt|gesamtbetrag|gesamtpreis|positionsbetrag|wert|nettowert|"
        "summe|zeilenbetrag|montant|montant ht|montant net|total ht|ca|ca ht|chiffre d affaires|total net|"
        "importe|importe neto|importe total|neto|total neto|valor|monto|ventas|"
        "金額|売上金額|売上|販売金額|税抜金額|合計金額",
    ),
    _field(
        "currency",
        "text",
        "Currency",
        "currency|currency code|curr|ccy|cur|währung|waehrung|devise|monnaie|moneda|divisa|通貨|通貨コード",
    ),
    _field("event", "text", "Sell-in, sell-through or sell-out", "event|sales event|sale type|movement"),
    _field(
        "kind",
        "text",
        "Sale, return, sample or adjustment",
        "kind|line type|transaction type|doc type|document type|belegart|type de pièce|tipo|取引区分",
    ),
    _field(
        "country", "text", "Country (ISO code)", "country|country code|ship to country|land|pays|país|pais|国|国コード"
    ),
    _field("region", "text", "Region", "region|state|province|bundesland|région|región|provincia|地域|都道府県"),
    _field(
        "customer",
        "text",
        "Customer",
        "customer|customer id|customer no|customer number|customer code|end customer|end user|client|client id|"
        "kunde|kundennummer|kundennr|kunden nr|endkunde|code client|n° client|cliente|código cliente|顧客|顧客コード|"
        "得意先|得意先コード",
    ),
    _field(
        "customer_id",
        "text",
        "Customer's id among all partners",
        "end customer id|end user id|resolved customer|global customer id|company id|duns|duns number|d u n s",
    ),
    _field(
        "deal_id",
        "text",
        "Number of the deal registration",
        "deal id|deal|deal no|deal number|deal code|deal registration|deal registration id|deal registration no|"
        "deal registration number|dr number|dr no|dealnummer|nummer der deal registrierung|projektregistrierung|"
        "n° d enregistrement d affaire|número de registro de oportunidad|案件登録番号",
    ),
    _field(
        "serial_no",
        "text",
        "Serial number",
        "serial no|serial number|serial|serial num|sn|s n|device serial|seriennummer|serien nr|seriennr|"
        "numéro de série|n° de série|n° série|no série|número de serie|nº de serie|nº serie|シリアル番号|製造番号",
    ),
    _field(
        "claimed_on",
        "date",
        "Day a payment for the line was claimed",
        "claimed on|claim date|date claimed|claimed|date of claim|beantragt am|antragsdatum|date de demande|"
        "date demande|fecha de solicitud|fecha solicitud|申請日",
    ),
    _field(
        "original_on",
        "date",
        "Day of the sale that a return undoes",
        "original on|original date|original invoice date|original sale date|original sales date|original order date|"
        "date of original sale|ursprüngliches rechnungsdatum|ursprungsdatum|date de la vente d origine|"
        "date de facture d origine|fecha de la venta original|fecha de factura original|元売上日|元伝票日付",
    ),
    _field(
        "gross_amount",
        "number",
        "Amount of the line before discounts",
        "gross amount|gross sales|gross line amount|amount before discount|line amount before discount|"
        "betrag vor rabatt|montant avant remise|importe antes de descuento|値引前金額",
    ),
    _field(
        "list_amount",
        "number",
        "Amount of the line at list price",
        "list amount|list value|list total|amount at list price|extended list price|ext list price|listenbetrag|"
        "listenwert|montant au prix catalogue|importe a precio de lista|定価金額",
    ),
    _field(
        "cost_amount",
        "number",
        "Cost of the line (the vendor's own files only)",
        "cost amount|line cost|total cost|total product cost|extended cost|cost of goods sold|cogs|einstandswert|"
        "wareneinsatz|coût total|costo total|coste total|原価金額",
    ),
)
"""Fields of a sales line in the order a person maps them."""

BY_NAME = {field.name: field for field in SALES_FIELDS}
VENDORS_OWN = frozenset({"cost_amount"})
"""Fields that only a file sent by the vendor may fill, and that no partner reads."""
