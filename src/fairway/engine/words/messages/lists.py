"""The lists of an explanation's lines: their names and headings, how they are narrowed, turned over and taken along."""

from __future__ import annotations

from fairway.engine.words.speech import Message

IN_WORDS = Message("In words", "In Worten", "En mots", "説明")
COUNTED = Message("The lines that counted", "Die Zeilen, die zählten", "Les lignes qui ont compté", "対象の明細")
LEFT_OUT = Message(
    "Lines that do not count here",
    "Zeilen, die hier nicht zählen",
    "Les lignes qui ne comptent pas ici",
    "対象外の明細",
)

DATE = Message("Date", "Datum", "Date", "日付")
COUNTS_AS = Message("Counts as", "Zählt als", "Compte pour", "算入値")
YOUR_SHARE = Message(
    "Your share of the payout", "Ihr Anteil an der Auszahlung", "Votre part du versement", "支払額のうち貴社への配分"
)
THEIR_SHARE = Message("Share of the payout", "Anteil an der Auszahlung", "Part du versement", "支払額の配分")
WHY_NOT = Message("Why it does not count", "Warum sie nicht zählt", "Pourquoi elle ne compte pas", "対象外の理由")
NO_LINE_COUNTED = Message("No line counted", "Keine Zeile zählte", "Aucune ligne n'a compté", "対象の明細はありません")
EVERY_LINE_COUNTED = Message(
    "Every line of the period counted",
    "Jede Zeile des Zeitraums zählte",
    "Toutes les lignes de la période ont compté",
    "期間中のすべての明細が対象になりました",
)

FIND = Message("Invoice, SKU or product", "Rechnung, SKU oder Produkt", "Facture, SKU ou produit", "請求書・SKU・製品")
EVERY = Message("All", "Alle", "Toutes", "すべて")
NARROW = Message("Narrow", "Eingrenzen", "Filtrer", "絞り込む")
CLEAR = Message("Clear all", "Alle aufheben", "Tout effacer", "すべて解除")
TAKE_AWAY = Message("remove", "entfernen", "retirer", "解除")
SAVE_VIEW = Message("Save as a view", "Als Ansicht speichern", "Enregistrer comme vue", "ビューとして保存")
VIEW_NAME = Message("Name of the view", "Name der Ansicht", "Nom de la vue", "ビューの名前")
SAVE = Message("Save", "Speichern", "Enregistrer", "保存")
OF = Message("of", "von", "sur", "／")
PAGES = Message("Pages", "Seiten", "Pages", "ページ")
PREVIOUS = Message("Previous page", "Vorige Seite", "Page précédente", "前のページ")
FOLLOWING = Message("Next page", "Nächste Seite", "Page suivante", "次のページ")
AS_CSV = Message("Export as CSV", "Als CSV exportieren", "Exporter en CSV", "CSVで書き出す")
AS_WORKBOOK = Message("As a workbook", "Als Excel-Mappe", "En classeur Excel", "Excelで書き出す")
CURRENCY_OF = Message("{label} currency", "{label}, Währung", "{label}, devise", "{label}（通貨）")
NOTHING_FITS = Message("Nothing matches", "Nichts passt", "Aucun résultat", "該当なし")
TAKE_ONE_AWAY = Message(
    "No row fits all of these filters. Take one away, or clear them all.",
    "Keine Zeile passt zu allen diesen Filtern. Nehmen Sie einen weg oder heben Sie alle auf.",
    "Aucune ligne ne répond à tous ces filtres. Retirez-en un, ou effacez-les tous.",
    "すべての条件に合う行がありません。条件を一つ外すか、すべて解除してください。",
)
CLEAR_FILTERS = Message("Clear all filters", "Alle Filter aufheben", "Effacer tous les filtres", "すべての条件を解除")

PROGRAMME = Message("Programme", "Programm", "Programme", "プログラム")
INCENTIVE = Message("Incentive", "Anreiz", "Incitation", "インセンティブ")
PERIOD = Message("Period", "Zeitraum", "Période", "期間")
LINE = Message("Line", "Zeile", "Ligne", "明細")
SKU = Message("SKU", "SKU", "SKU", "SKU")
MEASURE = Message("Measure", "Bemessung", "Assiette", "算定基礎")
SHARE = Message("Share", "Anteil", "Part", "配分")
CURRENCY = Message("Currency", "Währung", "Devise", "通貨")
WHETHER = Message("Counted", "Gezählt", "Comptée", "対象")
REASON = Message("Reason", "Grund", "Raison", "理由")
INVOICE = Message("Invoice", "Rechnung", "Facture", "請求書")
INVOICE_LINE = Message("Invoice line", "Rechnungszeile", "Ligne de facture", "請求書の行")
NET = Message("Net amount", "Nettobetrag", "Montant net", "純額")
INVOICED_IN = Message("Invoiced in", "Berechnet in", "Facturé en", "請求通貨")
SALES_FILE = Message("Sales file", "Verkaufsdatei", "Fichier de ventes", "販売ファイル")
IN_FULL = Message("Why", "Warum", "Explication", "説明文")

KIND = Message("Kind", "Art", "Genre", "種別")
KINDS = {
    "earned": Message("Earned", "Verdient", "Acquis", "獲得"),
    "correction": Message("Correction", "Korrektur", "Correction", "訂正"),
    "adjustment": Message("Adjustment", "Anpassung", "Ajustement", "調整"),
}
TITLE = Message("Title", "Titel", "Titre", "名称")
PERSON = Message("Person", "Mitarbeiter", "Personne", "担当者")
DECIDES = Message("What decides the step", "Was die Stufe bestimmt", "Ce qui décide du palier", "段階の判定値")
PAYS = Message("Pays", "Zahlt", "Verse", "支払い")
PAID_FOR = Message("What is paid for", "Wofür gezahlt wird", "Ce qui est rémunéré", "支払いの対象")
BY_VOLUME = Message("Other volume", "Andere Menge", "Autre volume", "売上の変化分")
BY_RATE = Message("Other rate", "Anderer Satz", "Autre taux", "率の変化分")
AMOUNT = Message("Amount", "Betrag", "Montant", "金額")
AGREED = Message("Agreed alone", "Einzeln vereinbart", "Convenu séparément", "個別合意")
