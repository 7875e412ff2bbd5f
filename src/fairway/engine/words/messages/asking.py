"""What the page says on which a partner questions a figure."""

from __future__ import annotations

from fairway.engine.words.speech import Message

TITLE = Message("Question a figure", "Zu einer Zahl nachfragen", "Interroger un chiffre", "数字について質問する")
LEAD = Message(
    "It goes to those who answer for it, with its reference. The rest of the statement is paid as it stands.",
    "Die Nachfrage geht mit ihrem Bezug an die Zuständigen. Der Rest der Abrechnung wird gezahlt, wie er steht.",
    "La question part, avec sa référence, à ceux qui en répondent. Le reste du relevé est payé tel quel.",
    "質問は参照番号とともに担当者に届きます。計算書のその他の部分はそのまま支払われます。",
)
THE_PAYOUT = Message("The payout", "Die Auszahlung", "Le versement", "支払い")
NOT_YET = Message("Not asked yet", "Noch nicht gefragt", "Pas encore demandé", "まだ送信されていません")
FIGURE = Message("Figure", "Zahl", "Chiffre", "数字")
REFERENCE = Message("Reference", "Bezug", "Référence", "参照")
LINE_OF = Message(
    "{statement}, line {line}", "{statement}, Zeile {line}", "{statement}, ligne {line}", "{statement}、{line}行目"
)
HOW = Message("How it came about", "Wie sie zustande kam", "Comment il s'est formé", "算定内容")
EXPLAINED = Message(
    "Explained down to its lines", "Erklärt bis zu den Zeilen", "Expliqué jusqu'aux lignes", "明細までの説明"
)
WHAT_IS_WRONG = Message(
    "What seems wrong with it?",
    "Was scheint daran falsch?",
    "Qu'est-ce qui semble faux ?",
    "どこが違うと思われますか",
)
ASK = Message("Ask", "Fragen", "Demander", "質問する")
BACK = Message("Back", "Zurück", "Retour", "戻る")
ASKED = Message(
    "Asked. The answer will stand here.",
    "Gefragt. Die Antwort wird hier stehen.",
    "Demandé. La réponse figurera ici.",
    "送信しました。回答はここに表示されます。",
)
