"""What a partner sees of its earnings, to the cent, and nothing of anybody else's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairway.incentives import actions, queries
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.rooms.incentives.stories import Sold, close, publish, put, run

TODAY = datetime(2012, 11, 20, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Earned:
    statement: str
    others_statement: str
    payout: int
    others_payout: int


@pytest.fixture
def now() -> datetime:
    """Everybody joined on New Year's Day 2012."""
    return datetime(2012, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests come in November 2012."""
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: TODAY)


@pytest.fixture
def earned(people: People, on_the_day: None) -> Earned:
    """Third quarter closed and issued; the fourth runs. Ola sold 120,000 and 60,000, Sam 49,500 and nothing."""
    put(
        Sold(people.a, "2012-08-01", "119000", "3"),
        Sold(people.a, "2012-08-02", "1000", "1"),
        Sold(people.b, "2012-08-01", "49500"),
        Sold(people.a, "2012-10-05", "60000"),
        Sold(people.b, "2012-10-09", "777"),
    )
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    with acting_as(people.maya):
        drafts = actions.prepare_statements(actor=people.maya, now=TODAY, period="2012-Q3")
    numbers = []
    with acting_as(people.theo):
        for draft in drafts:
            actions.approve_statement(actor=people.theo, now=TODAY, statement_id=draft)
            numbers.append(actions.issue_statement(actor=people.theo, now=TODAY, statement_id=draft))
    run(people, programme, "2012-11-20")
    with acting_as(WORKER):
        rows = queries.payouts(WORKER, period="2012-Q3").rows
    payouts = {row.partner_id: row.id for row in rows}
    return Earned(numbers[0], numbers[1], payouts[people.a], payouts[people.b])


def text_of(answer: Any) -> str:
    """What a page says, without markup and with single spaces."""
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())


def test_the_running_quarter_with_the_gap_to_the_next_step(ola: Client, earned: Earned) -> None:
    page = text_of(ola.get(reverse("partner:earnings")))
    assert "USD 1,200.00" in page  # 60,000 × 2 %
    assert "USD 40,000.00 to go" in page  # 100,000 − 60,000
    assert "2012-Q3" in page
    assert "3,600.00" in page  # 120,000 × 3 %, a bar of the chart
    assert "777" not in page


def test_a_payout_is_explained_down_to_its_lines(ola: Client, earned: Earned) -> None:
    page = text_of(ola.get(reverse("partner:payout", args=[earned.payout])))
    assert "Your net sales from 1 July 2012 to 30 September 2012 come to USD 120,000.00." in page
    assert "That reaches the step from USD 100,000.00: 3 %." in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "= USD 3,600.00" in page  # 120,000 × 3 %
    assert "2 lines counted" in page
    assert "USD 3,570.00" in page  # 119,000 ÷ 120,000 × 3,600
    assert "USD 30.00" in page  # 1,000 ÷ 120,000 × 3,600
    sheet = ola.get(reverse("partner:payout_lines", args=[earned.payout]), {"export": "csv"}).content.decode(
        "utf-8-sig"
    )
    rows = [line.split(",") for line in sheet.splitlines()[1:]]
    assert sum(int(row[-2].replace(".", "")) for row in rows) == 360_000


def test_a_payout_is_told_in_the_readers_language(ola: Client, earned: Earned) -> None:
    address = reverse("partner:payout", args=[earned.payout])
    asked = text_of(ola.get(address, headers={"Accept-Language": "de-AT,de;q=0.9"})).replace("\N{NO-BREAK SPACE}", " ")
    assert "Nettoumsatz vom 1. Juli 2012 bis 30. September 2012: 120.000,00 USD." in asked
    assert "Damit ist die Stufe ab 100.000,00 USD erreicht: 3 %." in asked
    # nothing around the sentences is left in English
    for heading in (
        "Wie 2012-Q3 zustande kam",
        "Die Zeilen, die am meisten brachten",
        "Nettobetrag",
        "Anteil",
        "2 Zeilen zählten. Ihre Anteile ergeben zusammen genau 3.600,00",
        "In Kürze",
        "Version des Programms",
    ):
        assert heading in asked, heading
    about = asked[asked.index("Wie 2012-Q3") :]
    english = ("Invoice", "Quantity", "Share", "The lines", "counted", "In short", "Earned", "Version of")
    assert not [word for word in english if word in about]
    page = ola.get(address, headers={"Accept-Language": "ja"})
    assert 'lang="ja"' in page.content.decode()
    assert "2012年7月1日から2012年9月30日の純売上高：USD 120,000.00。" in text_of(page)
    unknown = text_of(ola.get(address, headers={"Accept-Language": "fi"}))
    assert "Your net sales from 1 July 2012" in unknown


def test_what_a_person_chose_goes_before_the_browser(ola: Client, earned: Earned) -> None:
    given = {"name": "Ola Berg", "time_zone": "", "locale": "fr"}
    assert ola.post(reverse("entrance:profile"), given).status_code == 302
    address = reverse("partner:payout", args=[earned.payout])
    page = text_of(ola.get(address, headers={"Accept-Language": "de"}))
    assert "Chiffre d'affaires net du 1er juillet 2012 au 30 septembre 2012" in page.replace("&#x27;", "'")


def test_a_programme_is_said_in_the_readers_language(ola: Client, earned: Earned) -> None:
    page = text_of(ola.get(reverse("partner:programme", args=["fy12"]), headers={"Accept-Language": "de"}))
    assert "in jedem Quartal, in dem dieser Wert" in page


@pytest.mark.parametrize(
    ("language", "heads", "title", "empty"),
    [
        (
            "de",
            "Datum,Rechnung,Produkt,Menge,Nettobetrag",
            "Die Zeilen, die zählten",
            "Jede Zeile des Zeitraums zählte",
        ),
        (
            "fr",
            "Date,Facture,Produit,Quantité,Montant net",
            "Les lignes qui ont compté",
            "Toutes les lignes de la période",
        ),
        ("ja", "日付,請求書,製品,数量,純額", "対象の明細", "期間中のすべての明細が対象"),
    ],
)
def test_the_whole_list_of_lines_is_in_the_readers_language(
    ola: Client, earned: Earned, language: str, heads: str, title: str, empty: str
) -> None:
    address, headers = reverse("partner:payout_lines", args=[earned.payout]), {"Accept-Language": language}
    page = ola.get(address, headers=headers)
    about = text_of(page)
    about = about[about.index(title) :]
    english = ("Invoice", "Narrow", "Quantity", "Counts as", "share", "Export as", "Lines that", " of ")
    assert not [word for word in english if word in about]
    sheet = ola.get(address, {"export": "csv"}, headers=headers).content.decode("utf-8-sig")
    assert sheet.startswith(heads), sheet.splitlines()[0]
    assert "currency" not in sheet.splitlines()[0]
    left_out = text_of(ola.get(reverse("partner:payout_left_out", args=[earned.payout]), headers=headers))
    assert empty in left_out and "Every line" not in left_out


def test_lines_that_do_not_count_say_why(ola: Client, earned: Earned, people: People) -> None:
    put(Sold(people.a, "2012-07-01", "-5", "-1"))
    page = ola.get(reverse("partner:payout_left_out", args=[earned.payout]))
    assert page.status_code == 200
    assert "Every line of the period counted" in text_of(page)


def test_a_statement_its_pdf_and_the_way_to_each_payout(ola: Client, earned: Earned) -> None:
    page = ola.get(reverse("partner:statement", args=[earned.statement]))
    assert "3,600.00" in text_of(page)
    assert "/partner/earnings/payouts/" in page.content.decode()
    document = ola.get(reverse("partner:statement_pdf", args=[earned.statement]))
    assert document.content.startswith(b"%PDF-")
    # a figure is questioned where it stands, and the answer comes back to it
    asking = reverse("partner:question_line", args=[earned.statement, 1])
    assert asking in page.content.decode()
    assert "Quarterly volume rebate, 2012-Q3: USD 3,600.00" in text_of(ola.get(asking))
    assert "Write what you ask" in text_of(ola.post(asking, {"text": " "}))
    asked = text_of(ola.post(asking, {"text": "Where is invoice 4711?"}, follow=True))
    assert "Where is invoice 4711?" in asked and "It waits for an answer." in asked
    assert ola.get(reverse("partner:question_line", args=[earned.statement, 99])).status_code == 404
    # the same as files: its lines, and every sales line behind them, each adding up to 3,600.00
    address = reverse("partner:statement_lines", args=[earned.statement])
    assert f"{address}?of=sales&amp;as=xlsx" in page.content.decode()
    own = ola.get(address).content.decode("utf-8-sig").splitlines()
    assert own[0].startswith("Kind,Programme,Incentive,Title,Period") and ",3600.00,USD" in own[1]
    behind = ola.get(address, {"of": "sales"}).content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[7] for row in behind[1:]] == ["3570.00", "30.00"]
    german = ola.get(address, headers={"Accept-Language": "de"}).content.decode("utf-8-sig")
    assert german.startswith("Art,Programm,Anreiz") and "Verdient" in german
    for of in ("statement", "sales"):
        assert ola.get(address, {"of": of, "as": "xlsx"}).content.startswith(b"PK")
    assert document.headers["Content-Disposition"] == f'attachment; filename="{earned.statement}.pdf"'
    listed = text_of(ola.get(reverse("partner:statements")))
    assert earned.statement in listed
    assert earned.others_statement not in listed


def test_nothing_of_sams_is_there_for_ola(ola: Client, sam: Client, earned: Earned) -> None:
    for name, own, others in (
        ("statement", earned.statement, earned.others_statement),
        ("statement_pdf", earned.statement, earned.others_statement),
        ("payout", earned.payout, earned.others_payout),
        ("payout_lines", earned.payout, earned.others_payout),
        ("payout_left_out", earned.payout, earned.others_payout),
    ):
        assert ola.get(reverse(f"partner:{name}", args=[own])).status_code == 200
        assert sam.get(reverse(f"partner:{name}", args=[others])).status_code == 200
        theirs = ola.get(reverse(f"partner:{name}", args=[others]))
        nobodys = ola.get(reverse(f"partner:{name}", args=[999_999]))
        assert theirs.status_code == nobodys.status_code == 404
        assert text_of(theirs) == text_of(nobodys)
    for name in ("earnings", "statements", "payouts", "programmes", "today"):
        page = text_of(ola.get(reverse(f"partner:{name}")))
        assert "Baylight" not in page
        assert "49,500" not in page


def test_without_the_right_there_are_no_earnings(ines: Client, earned: Earned) -> None:
    for name, args in (
        ("earnings", []),
        ("statements", []),
        ("payouts", []),
        ("statement", [earned.statement]),
        ("statement_pdf", [earned.statement]),
        ("payout", [earned.payout]),
    ):
        assert ines.get(reverse(f"partner:{name}", args=args)).status_code == 403, name
    for name, args in (("programmes", []), ("programme", ["fy12"]), ("today", [])):
        page = text_of(ines.get(reverse(f"partner:{name}", args=args)))
        assert "1,200.00" not in page
        assert "60,000.00" not in page


def test_the_programme_in_plain_words_with_ones_own_numbers(ola: Client, ines: Client, earned: Earned) -> None:
    page = text_of(ola.get(reverse("partner:programme", args=["fy12"])))
    assert "With your numbers of 2012-Q4" in page
    assert "$60,000 × 2 % = $1,200.00" in page
    assert "rounded" in page
    assert "An example in round numbers" in text_of(ines.get(reverse("partner:programme", args=["fy12"])))
    assert ola.get(reverse("partner:programme", args=["other"])).status_code == 404


def test_pages_before_anything_happened_say_what_will_come(ola: Client) -> None:
    assert "No programme runs for you now" in text_of(ola.get(reverse("partner:earnings")))
    assert "No statement yet" in text_of(ola.get(reverse("partner:statements")))
    assert "No payouts yet" in text_of(ola.get(reverse("partner:payouts")))
    assert "No programme is published" in text_of(ola.get(reverse("partner:programmes")))


@pytest.mark.parametrize(
    ("name", "most"), [("earnings", 38), ("statements", 20), ("payouts", 28), ("programmes", 38), ("today", 50)]
)
def test_pages_ask_a_bounded_number_of_questions(
    ola: Client, earned: Earned, name: str, most: int, django_assert_max_num_queries: Any
) -> None:
    ola.get(reverse(f"partner:{name}"))
    with django_assert_max_num_queries(most):
        assert ola.get(reverse(f"partner:{name}")).status_code == 200
