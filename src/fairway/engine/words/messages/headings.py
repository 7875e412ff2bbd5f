"""What stands above and beside an explanation: headings of its parts and of their tables, and the figures in short."""

from __future__ import annotations

from fairway.engine.words.speech import Message

HOW = Message(
    "How {period} came about", "Wie {period} zustande kam", "Comment {period} s'est formé", "{period}の算定内容"
)
CHANGED = Message(
    "What changed since the calculation before",
    "Was sich seit der Berechnung davor geändert hat",
    "Ce qui a changé depuis le calcul précédent",
    "前回の計算からの変更点",
)
OTHERWISE = Message(
    "What would have changed it", "Was daran etwas geändert hätte", "Ce qui l'aurait changé", "結果が変わる条件"
)
MOST = Message(
    "The lines that brought most",
    "Die Zeilen, die am meisten brachten",
    "Les lignes qui ont le plus apporté",
    "金額の大きい明細",
)
ALL_LINES = Message("All lines", "Alle Zeilen", "Toutes les lignes", "すべての明細")
COUNTED_ONE = Message(
    "{n} line counted. Its share is {amount} exactly.",
    "{n} Zeile zählte. Ihr Anteil ist genau {amount}.",
    "{n} ligne a compté. Sa part est exactement de {amount}.",
    "対象となった明細は{n}件で、配分はちょうど{amount}です。",
)
COUNTED = Message(
    "{n} lines counted. Their shares add up to {amount} exactly.",
    "{n} Zeilen zählten. Ihre Anteile ergeben zusammen genau {amount}.",
    "{n} lignes ont compté. Leurs parts font ensemble exactement {amount}.",
    "対象となった明細は{n}件で、配分の合計はちょうど{amount}です。",
)
LEFT_OUT = Message(
    "What does not count here, and why",
    "Was hier nicht zählt, und warum",
    "Ce qui ne compte pas ici, et pourquoi",
    "対象外の明細とその理由",
)
ALL_OF_THEM = Message("All of them", "Alle davon", "Toutes", "すべて")
STEPS = Message("The steps", "Die Stufen", "Les paliers", "段階表")
STILL_OTHERWISE = Message(
    "What would change it", "Was daran etwas ändern würde", "Ce qui le changerait", "結果を変える条件"
)
IN_SHORT = Message("In short", "In Kürze", "En bref", "概要")

INVOICE = Message("Invoice", "Rechnung", "Facture", "請求書")
PRODUCT = Message("Product", "Produkt", "Produit", "製品")
QUANTITY = Message("Quantity", "Menge", "Quantité", "数量")
NET = Message("Net amount", "Nettobetrag", "Montant net", "純額")
SHARE = Message("Share", "Anteil", "Part", "配分")
WHY = Message("Why", "Warum", "Raison", "理由")
LINES = Message("Lines", "Zeilen", "Lignes", "明細数")

PERIOD = Message("Period", "Zeitraum", "Période", "期間")
DAYS = Message("{first} to {last}", "{first} bis {last}", "du {first} au {last}", "{first}～{last}")
VERSION = Message("Version of the programme", "Version des Programms", "Version du programme", "プログラムの版")
PAID_FOR = Message("Paid for", "Bezahlt wird", "Payé pour", "支払いの対象")
EARNED = Message("Earned", "Verdient", "Acquis", "獲得額")
FREE_GOODS = Message("Free goods", "Naturalrabatt", "Marchandises gratuites", "無償品")
CARRIED_IN = Message("Carried in", "Übernommen", "Report antérieur", "前期繰越")
CARRIED_OUT = Message(
    "Carried to the next period", "In den nächsten Zeitraum übertragen", "Reporté à la période suivante", "次期繰越"
)
PERSON = Message("Person", "Mitarbeiter", "Personne", "担当者")
AGREED = Message("Agreed alone", "Einzeln vereinbart", "Convenu séparément", "個別合意")

WHOSE = Message("partner {partner}", "Partner {partner}", "partenaire {partner}", "パートナー {partner}")
FIGURES = Message(
    "Method {method}; qualifier {qualifier}; measure {measure}; calculated {calculated}; earned {earned}",
    "Methode {method}; Bezugsgröße {qualifier}; Bemessung {measure}; berechnet {calculated}; verdient {earned}",
    "Méthode {method} ; critère {qualifier} ; assiette {measure} ; calculé {calculated} ; acquis {earned}",
    "方式 {method}；判定値 {qualifier}；算定基礎 {measure}；計算額 {calculated}；獲得額 {earned}",
)
NONE = Message("none", "keine", "aucun", "なし")
CARRIED = Message(
    "Carried in {before}; carried on {after}",
    "Übernommen {before}; übertragen {after}",
    "Report antérieur {before} ; reporté {after}",
    "前期繰越 {before}；次期繰越 {after}",
)
HELD = Message(
    "What held it: {limits}", "Was begrenzt hat: {limits}", "Limites : {limits}", "適用された上限等：{limits}"
)
FROM = Message("from", "ab", "de", "以上")
TO = Message("to", "bis unter", "jusqu'à moins de", "未満")
VALUE = Message("value", "Wert", "valeur", "値")
REACHED = Message("reached", "erreicht", "atteint", "到達")
LINE_ID = Message("line_id", "Zeile", "ligne", "明細")
DAY = Message("day", "Tag", "jour", "日付")
PRODUCT_ID = Message("product_id", "Produkt", "produit", "製品")
MEASURE = Message("measure", "Bemessung", "assiette", "算定基礎")
QUALIFIER = Message("qualifier", "Bezugsgröße", "critère", "判定値")
PART = Message("share", "Anteil", "part", "配分")
REASON = Message("reason", "Grund", "raison", "理由")
AS_IT_STANDS = Message("As it stands", "Wie es steht", "En l'état", "現行")
AS_TRIED = Message("As tried", "Wie versucht", "À l'essai", "試算")
WHAT_DIFFERS = Message(
    "What differs, and why", "Was sich unterscheidet, und warum", "Ce qui diffère, et pourquoi", "相違点とその理由"
)
NOT_THERE = Message(
    "This text has no such incentive.",
    "Dieser Text hat diesen Anreiz nicht.",
    "Ce texte n'a pas cette incitation.",
    "このテキストにはこのインセンティブがありません。",
)
NOTHING_DIFFERS = Message("Nothing differs.", "Nichts unterscheidet sich.", "Rien ne diffère.", "相違はありません。")
INCENTIVE = Message("Incentive", "Anreiz", "Incitation", "インセンティブ")
DIFFERENCE = Message("Difference", "Differenz", "Différence", "差額")
TELL = Message("Tell why", "Warum?", "Dire pourquoi", "理由を見る")
NOT_COUNTED = Message("Left out:", "Nicht gezählt:", "Écarté :", "対象外：")
