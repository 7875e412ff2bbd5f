"""Why a line does not count, to the partner that sold it and to the vendor."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.engine.words.speech import Message


@dataclass(frozen=True, slots=True)
class Voiced:
    """A sentence to the partner it is about, and the same to the vendor."""

    to_partner: Message
    to_vendor: Message


@dataclass(frozen=True, slots=True)
class Timed:
    """A sentence about a period that is over, and the same while it still runs."""

    over: Message | Voiced
    running: Message | Voiced


def _both(en: str, de: str, fr: str, ja: str) -> Voiced:
    message = Message(en, de, fr, ja)
    return Voiced(message, message)


REASONS = {
    "outside_period": _both(
        "Its date lies outside this period.",
        "Ihr Datum liegt außerhalb dieses Zeitraums.",
        "Sa date est hors de cette période.",
        "日付がこの期間の外です。",
    ),
    "after_as_of": _both(
        "It is dated after the day of this calculation; the next one counts it.",
        "Ihr Datum liegt nach dem Tag dieser Berechnung; die nächste zählt sie.",
        "Elle est datée d'après le jour de ce calcul ; le prochain la comptera.",
        "日付がこの計算日より後のため、次回の計算で対象になります。",
    ),
    "outside_validity": _both(
        "The incentive was not in force on its date.",
        "Der Anreiz galt an ihrem Datum nicht.",
        "L'incitation n'était pas en vigueur à sa date.",
        "その日付ではインセンティブが有効ではありませんでした。",
    ),
    "unknown_partner": Voiced(
        Message(
            "You were not in the programme on its date.",
            "Sie waren an ihrem Datum nicht im Programm.",
            "Vous n'étiez pas dans le programme à sa date.",
            "その日付では貴社はプログラムに参加していませんでした。",
        ),
        Message(
            "The partner was not in the programme on its date.",
            "Der Partner war an ihrem Datum nicht im Programm.",
            "Le partenaire n'était pas dans le programme à sa date.",
            "その日付ではパートナーはプログラムに参加していませんでした。",
        ),
    ),
    "not_eligible": Voiced(
        Message(
            "Your tier, type or country did not take part on its date.",
            "Ihre Stufe, Ihr Typ oder Ihr Land nahm an ihrem Datum nicht teil.",
            "Votre niveau, type ou pays ne participait pas à sa date.",
            "その日付では貴社のランク・種別・国は対象外でした。",
        ),
        Message(
            "The partner's tier, type or country did not take part on its date.",
            "Stufe, Typ oder Land des Partners nahm an ihrem Datum nicht teil.",
            "Le niveau, type ou pays du partenaire ne participait pas à sa date.",
            "その日付ではパートナーのランク・種別・国は対象外でした。",
        ),
    ),
    "event": _both(
        "It reports another movement of goods than this incentive pays for.",
        "Sie meldet eine andere Warenbewegung, als dieser Anreiz bezahlt.",
        "Elle déclare un autre mouvement de marchandises que celui rémunéré ici.",
        "このインセンティブの対象とは異なる商流の報告です。",
    ),
    "kind": _both(
        "Lines of its kind (return, sample, adjustment) do not count here.",
        "Zeilen ihrer Art (Rückgabe, Muster, Korrektur) zählen hier nicht.",
        "Les lignes de ce genre (retour, échantillon, ajustement) ne comptent pas ici.",
        "この種類の明細（返品・サンプル・調整）は対象外です。",
    ),
    "product": _both(
        "Its product is not among those this incentive pays for.",
        "Ihr Produkt gehört nicht zu denen, die dieser Anreiz bezahlt.",
        "Son produit n'est pas de ceux que cette incitation rémunère.",
        "製品がこのインセンティブの対象ではありません。",
    ),
    "unknown_product": _both(
        "Its product is not in the product list.",
        "Ihr Produkt steht nicht in der Produktliste.",
        "Son produit ne figure pas dans la liste des produits.",
        "製品が製品リストにありません。",
    ),
    "territory": _both(
        "It was sold outside the territory of this incentive.",
        "Sie wurde außerhalb des Gebiets dieses Anreizes verkauft.",
        "La vente a eu lieu hors du territoire de cette incitation.",
        "このインセンティブの対象地域外で販売されました。",
    ),
    "where": _both(
        "It does not meet the incentive's further condition.",
        "Sie erfüllt die weitere Bedingung des Anreizes nicht.",
        "Elle ne remplit pas la condition supplémentaire de l'incitation.",
        "インセンティブの追加条件を満たしていません。",
    ),
    "deal": Voiced(
        Message(
            "It names no deal that was registered for you on its date.",
            "Sie nennt keinen Deal, der an ihrem Datum für Sie registriert war.",
            "Elle ne mentionne aucune affaire enregistrée pour vous à sa date.",
            "その日付で貴社に登録されていた案件の記載がありません。",
        ),
        Message(
            "It names no deal that was registered for the partner on its date.",
            "Sie nennt keinen Deal, der an ihrem Datum für den Partner registriert war.",
            "Elle ne mentionne aucune affaire enregistrée pour le partenaire à sa date.",
            "その日付でパートナーに登録されていた案件の記載がありません。",
        ),
    ),
    "credit": _both(
        "It only shares the credit for a deal, and this counts sales whole, with the partner that made them.",
        "Sie teilt nur die Gutschrift für einen Deal; hier zählen Verkäufe ganz, bei dem, der verkauft hat.",
        "Elle ne fait que partager le crédit d'une affaire ; ici les ventes comptent entières, chez leur vendeur.",
        "案件の実績配分のみの明細です。ここでは売上は販売したパートナーに全額数えられます。",
    ),
    "since": _both(
        "Its date lies outside the time after the event that this incentive counts from.",
        "Ihr Datum liegt außerhalb der Frist nach dem Ereignis, ab dem dieser Anreiz zählt.",
        "Sa date est hors du délai qui suit l'événement retenu par cette incitation.",
        "起算日からの対象期間外の日付です。",
    ),
    "claim": _both(
        "It was claimed too late, or not at all.",
        "Sie wurde zu spät oder gar nicht eingereicht.",
        "Elle a été réclamée trop tard, ou pas du tout.",
        "申請が期限後、または申請されていません。",
    ),
    "id": _both(
        "It lacks the customer, deal, invoice or serial number that is counted.",
        "Ihr fehlt der Kunde, Deal, die Rechnung oder Seriennummer, die gezählt wird.",
        "Il lui manque le client, l'affaire, la facture ou le numéro de série compté.",
        "数える対象（顧客・案件・請求書・シリアル番号）の記載がありません。",
    ),
    "person": _both(
        "It names no person who sold.",
        "Sie nennt keine Person, die verkauft hat.",
        "Elle ne nomme aucun vendeur.",
        "販売担当者の記載がありません。",
    ),
    "once": _both(
        "Another line with the same number counted first.",
        "Eine andere Zeile mit derselben Nummer zählte zuerst.",
        "Une autre ligne portant le même numéro a compté en premier.",
        "同じ番号の別の明細がすでに数えられています。",
    ),
}

ONCE_OF_ANOTHER = Message(
    "A line of {partner} with the same number counted first.",
    "Eine Zeile von {partner} mit derselben Nummer zählte zuerst.",
    "Une ligne de {partner} portant le même numéro a compté en premier.",
    "{partner}の同じ番号の明細がすでに数えられています。",
)
"""For the vendor alone: a partner never reads who its rival is."""
