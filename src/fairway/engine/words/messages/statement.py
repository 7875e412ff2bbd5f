"""What a statement says by itself, on the page and on paper, and what stands beside it."""

from __future__ import annotations

from fairway.engine.words.speech import Message

EARNINGS = Message("Earnings", "Verdienst", "Gains", "獲得額")
SO_FAR = Message("So far", "Bisher", "À ce jour", "現時点")
STATEMENTS = Message("Statements", "Abrechnungen", "Relevés", "計算書")
ALL_PAYOUTS = Message("All payouts", "Alle Auszahlungen", "Tous les versements", "すべての支払い")
STATEMENT = Message("Statement {number}", "Abrechnung {number}", "Relevé {number}", "計算書 {number}")
AS_PDF = Message("Download as PDF", "Als PDF herunterladen", "Télécharger en PDF", "PDFでダウンロード")
THE_PROGRAMME = Message("The programme", "Das Programm", "Le programme", "プログラム")

ISSUED_BY = Message(
    "Issued {when} by {issuer}",
    "Ausgestellt am {when} von {issuer}",
    "Émis le {when} par {issuer}",
    "{when} {issuer}発行",
)
PREPARED = Message(
    "Prepared {when}, not issued",
    "Vorbereitet am {when}, nicht ausgestellt",
    "Préparé le {when}, non émis",
    "{when}作成、未発行",
)
IS_ISSUED = Message("Issued", "Ausgestellt", "Émis", "発行済み")
EARNED_IN = Message("Earned in {period}", "Verdient in {period}", "Acquis en {period}", "{period}の獲得額")
NOTHING_EARNED = Message(
    "Nothing was earned in this period.",
    "In diesem Zeitraum wurde nichts verdient.",
    "Rien n'a été acquis pendant cette période.",
    "この期間の獲得額はありません。",
)
INCENTIVE = Message("Incentive", "Anreiz", "Incitation", "インセンティブ")
DECIDES = Message("What decides the step", "Was die Stufe bestimmt", "Ce qui décide du palier", "段階の判定値")
PAYS = Message("Pays", "Zahlt", "Verse", "支払い")
PAID_FOR = Message("What is paid for", "Wofür gezahlt wird", "Ce qui est rémunéré", "支払いの対象")
AGREED_ALONE = Message(
    "Agreed alone: {what}", "Einzeln vereinbart: {what}", "Convenu séparément : {what}", "個別合意：{what}"
)
SHORT = Message(
    "{gap} short of the next step, {step}",
    "{gap} fehlen zur nächsten Stufe, {step}",
    "Il manque {gap} pour le palier suivant, {step}",
    "次の段階（{step}）まであと{gap}",
)
FREE = Message("{goods} free of charge", "{goods} kostenlos", "{goods} à titre gratuit", "{goods}を無償提供")
QUESTION = Message(
    "Question this figure", "Zu dieser Zahl nachfragen", "Interroger ce chiffre", "この数字について質問する"
)
QUESTIONS = Message("Questions", "Nachfragen", "Questions", "質問")
ON_LINE = Message("line {number}", "Zeile {number}", "ligne {number}", "{number}行目")
ANSWERED_BY = Message(
    "Answered by {who}, {when}", "Beantwortet von {who}, {when}", "Réponse de {who}, {when}", "{who}が回答、{when}"
)
THE_VENDOR = Message("the vendor", "dem Hersteller", "le fournisseur", "ベンダー")
ANSWER_IT = Message("Answer it", "Beantworten", "Répondre", "回答する")
WAITS = Message(
    "It waits for an answer.", "Die Antwort steht noch aus.", "La réponse est attendue.", "回答を待っています。"
)

CORRECTIONS_EARLIER = Message(
    "Corrections of earlier periods",
    "Korrekturen früherer Zeiträume",
    "Corrections de périodes antérieures",
    "過去の期間の訂正",
)
CORRECTIONS = Message("Corrections", "Korrekturen", "Corrections", "訂正")
CORRECTIONS_AND_ADJUSTMENTS = Message(
    "Corrections and adjustments", "Korrekturen und Anpassungen", "Corrections et ajustements", "訂正と調整"
)
PERIOD = Message("Period", "Zeitraum", "Période", "期間")
OTHER_VOLUME = Message("Other volume", "Andere Menge", "Autre volume", "売上の変化分")
OTHER_RATE = Message("Other rate", "Anderer Satz", "Autre taux", "率の変化分")
ADJUSTMENTS = Message("Adjustments", "Anpassungen", "Ajustements", "調整")
FOR = Message("For", "Für", "Pour", "内容")
YOUR_ACCOUNT = Message("Your account", "Ihr Konto", "Votre compte", "貴社の残高")
PARTNERS_ACCOUNT = Message(
    "The partner's account", "Das Konto des Partners", "Le compte du partenaire", "パートナーの残高"
)
BROUGHT_FORWARD = Message("Brought forward", "Vortrag", "Report antérieur", "前期繰越")
PAID_OUT = Message("Paid out", "Ausgezahlt", "Versé", "支払済み")
CARRIED_FORWARD = Message("Carried forward", "Übertrag", "Report à nouveau", "次期繰越")
BY_INCENTIVE = Message("By incentive", "Nach Anreiz", "Par incitation", "インセンティブ別")
MOVED = Message("Moved", "Bewegt", "Mouvement", "増減")
CARRIED_ON = Message("Carried on", "Übertragen", "Reporté", "繰越")
PAID_FROM = Message(
    "paid from {amount} on", "wird ab {amount} ausgezahlt", "versé à partir de {amount}", "{amount}以上で支払い"
)
HASH_LINES = Message("Hash of the lines", "Prüfsumme der Zeilen", "Empreinte des lignes", "明細のハッシュ値")
SEAL = Message("Seal of the journal", "Siegel des Journals", "Sceau du journal", "ジャーナルの封印")
HASH_PDF = Message("Hash of the PDF", "Prüfsumme der PDF-Datei", "Empreinte du PDF", "PDFのハッシュ値")
ITS_LINES = Message("Its lines", "Ihre Zeilen", "Ses lignes", "計算書の明細")
BEHIND = Message(
    "Every sales line behind them",
    "Alle Verkaufszeilen dahinter",
    "Toutes les lignes de vente correspondantes",
    "もとになった販売明細",
)

# an exception that was agreed with one partner, with the days on which periods begin
FOR_PERIODS = Message(
    "{reason} (for periods that begin {days})",
    "{reason} (für Zeiträume, die {days} beginnen)",
    "{reason} (pour les périodes qui commencent {days})",
    "{reason}（{days}始まる期間）",
)
FROM_DAY = Message("from {day}", "ab dem {day}", "à partir du {day}", "{day}以降に")
UNTIL_DAY = Message("until {day}", "bis zum {day}", "jusqu'au {day}", "{day}までに")

# a payout's place in its steps, in short
EACH = Message("{amount} each", "je {amount}", "{amount} chacun", "1件につき{amount}")
UP_TO = Message("up to {pays}", "bis zu {pays}", "jusqu'à {pays}", "最大{pays}")
STEP = Message("from {value}: {pays}", "ab {value}: {pays}", "à partir de {value}\u00a0: {pays}", "{value}以上：{pays}")

# on paper only
CHANNEL_INCENTIVES = Message(
    "Channel incentives", "Vertriebsanreize", "Incitations du réseau", "チャネル・インセンティブ"
)
NUMBER = Message("Statement no.", "Abrechnung Nr.", "Relevé n°", "計算書番号")
ISSUED = Message("Issued", "Ausgestellt", "Émis le", "発行日")
STATEMENT_OF = Message("Statement {period}", "Abrechnung {period}", "Relevé {period}", "{period} 計算書")
SPAN = Message(
    "{first} to {last} · amounts in {currency}",
    "{first} bis {last} · Beträge in {currency}",
    "du {first} au {last} · montants en {currency}",
    "{first}～{last} · 金額は{currency}",
)
PAYABLE_NOW = Message("Payable now", "Jetzt zahlbar", "À payer", "今回支払額")
SUMMARY = Message("Summary", "Zusammenfassung", "Récapitulatif", "要約")
POSITION = Message("Position", "Posten", "Poste", "項目")
OPENING = Message("Opening balance", "Anfangssaldo", "Solde d'ouverture", "期首残高")
CLOSING = Message("Closing balance", "Endsaldo", "Solde de clôture", "期末残高")
SET_AGAINST = Message(
    "(to be set against what is earned next)",
    "(wird mit dem nächsten Verdienst verrechnet)",
    "(à imputer sur les prochains gains)",
    "（次回以降の獲得額と相殺）",
)
QUALIFIER = Message("Qualifier", "Bezugsgröße", "Critère", "判定値")
RATE = Message("Rate", "Satz", "Taux", "率")
MEASURE = Message("Measure", "Bemessung", "Assiette", "算定基礎")
AMOUNT = Message("Amount", "Betrag", "Montant", "金額")
NO_STEP = Message("no step reached", "keine Stufe erreicht", "aucun palier atteint", "到達した段階なし")
TO_NEXT = Message(
    "{gap} to the next step ({step})",
    "{gap} bis zur nächsten Stufe ({step})",
    "{gap} jusqu'au palier suivant ({step})",
    "次の段階（{step}）まで{gap}",
)
ABOUT_CORRECTIONS = Message(
    "Late, returned or restated sales of a closed period. The volume part is the change in sales at the rate paid "
    "before; "
    "the rate part is the rest.",
    "Verspätete, zurückgegebene oder neu gemeldete Verkäufe eines abgeschlossenen Zeitraums. Der Mengenanteil ist "
    "die "
    "Änderung der Verkäufe zum bisher gezahlten Satz, der Satzanteil ist der Rest.",
    "Ventes tardives, retournées ou redéclarées d'une période close. La part de volume est la variation des ventes "
    "au "
    "taux payé auparavant ; la part de taux est le reste.",
    "締め済みの期間について、遅れて届いた売上、返品、または再報告された売上です。売上分は以前の率による売上の変化、"
    "率分は残りです。",
)
EARNED_FOR = Message("Earned in", "Verdient in", "Acquis en", "対象期間")
VOLUME = Message("Volume", "Menge", "Volume", "売上分")
ABOUT_ADJUSTMENTS = Message(
    "Decided by people and booked by a second person. What was booked is never changed: what takes it back stands "
    "as a "
    "line of its own.",
    "Von Menschen entschieden und von einer zweiten Person gebucht. Gebuchtes wird nie geändert: Was es "
    "zurücknimmt, steht "
    "als eigene Zeile.",
    "Décidé par des personnes et comptabilisé par une seconde. Ce qui est comptabilisé ne change jamais : ce qui "
    "l'annule figure sur une ligne à part.",
    "担当者が決定し、別の担当者が計上しました。計上した内容は変更されず、取り消しは独立した行として記載されます。",
)
CARRIED = Message(
    "Brought forward and carried on", "Vorgetragen und übertragen", "Reports antérieurs et à nouveau", "繰越の内訳"
)
OPENING_SHORT = Message("Opening", "Anfang", "Ouverture", "期首")
PAYABLE = Message("Payable", "Zahlbar", "À payer", "支払額")
NEGATIVE = Message(
    "negative: set against what is earned next",
    "negativ: wird mit dem nächsten Verdienst verrechnet",
    "négatif : imputé sur les prochains gains",
    "マイナスのため、次回以降の獲得額と相殺",
)
BELOW_MINIMUM = Message(
    "below the minimum payout of {amount}",
    "unter der Mindestauszahlung von {amount}",
    "inférieur au versement minimum de {amount}",
    "最低支払額{amount}に未達",
)
HELD_AGAINST = Message(
    "held against a negative balance",
    "gegen einen negativen Saldo zurückgehalten",
    "retenu en regard d'un solde négatif",
    "マイナス残高のため保留",
)
CHECKED = Message(
    "How this can be checked", "Wie sich das prüfen lässt", "Comment vérifier ce relevé", "この計算書の検証方法"
)
LINE_SET = Message("Line set", "Zeilensatz", "Jeu de lignes", "明細一式")
LINE_SET_HASH = Message("Line set (SHA-256)", "Zeilensatz (SHA-256)", "Jeu de lignes (SHA-256)", "明細一式（SHA-256）")
SALES_BEHIND = Message(
    "Sales lines behind it", "Verkaufszeilen dahinter", "Lignes de vente correspondantes", "もとになった販売明細"
)
JOURNAL_SEAL = Message("Journal seal", "Siegel des Journals", "Sceau du journal", "ジャーナルの封印")
ABOUT_CHECKING = Message(
    "Every amount can be opened down to its sales lines in Fairway, under Earnings. The line set is the hash of all "
    "lines "
    "above; the second digest names the exact sales files that were read; the seal is the latest in the chain that "
    "protects "
    "journal and ledger, so that a later change of either can be found.",
    "Jeder Betrag lässt sich in Fairway unter Verdienst bis zu seinen Verkaufszeilen öffnen. Der Zeilensatz ist die "
    "Prüfsumme aller Zeilen oben; die zweite Prüfsumme benennt genau die Verkaufsdateien, die gelesen wurden; das "
    "Siegel ist "
    "das jüngste der Kette, die Journal und Bücher schützt, sodass eine spätere Änderung an beiden gefunden wird.",
    "Chaque montant s'ouvre dans Fairway, sous Gains, jusqu'à ses lignes de vente. Le jeu de lignes est l'empreinte "
    "de "
    "toutes les lignes ci-dessus ; la deuxième empreinte désigne exactement les fichiers de ventes lus ; le sceau "
    "est le "
    "dernier de la chaîne qui protège le journal et les comptes, si bien qu'une modification ultérieure se découvre.",
    "すべての金額は、Fairwayの「獲得額」で販売明細まで確認できます。明細一式は上記すべての行のハッシュ値、"
    "二つ目の値は読み込んだ販売ファイルを"
    "特定する値、封印はジャーナルと帳簿を保護する連鎖の最新のもので、後からの変更を検出できます。",
)
PAGE_OF = Message("Page", "Seite", "Page", "ページ")
