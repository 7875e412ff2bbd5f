"""What is agreed with one partner, and what several earn together, is told to whom it concerns."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from fairway.engine.telling import difference, tell, teller
from fairway.incentives import actions, queries
from fairway.incentives.queries import PayoutExplanation
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.partners import actions as partners
from fairway.partners.rules import PartnerFacts
from fairway.web.shared.explaining import TO_PARTNER, TO_VENDOR, counted_lines, left_out_lines
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, close, publish, put, run

pytestmark = pytest.mark.django_db


def shown(actor: Actor, partner: int, period: str = "2012-Q3", run_id: int | None = None) -> PayoutExplanation:
    with acting_as(actor):
        (row,) = queries.payouts(actor, run_id, partner_id=partner, period=period).rows
        return queries.payout_explanation(actor, row.id)


def said(view: PayoutExplanation) -> str:
    assert view.explanation is not None, view.trouble
    return " ".join(tell(view.explanation, teller(), view.version).sentences)


def test_an_exemption_stands_on_the_statement_of_its_partner_alone(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "1000"), Sold(people.b, "2012-08-01", "1000"))
    days = "starts: 2012-07-01, ends: 2012-12-31"
    one = f"{{partner: A-1, incentive: volume, percent: 4, {days}, reason: Agreed on 3 December}}"
    exempt = f"exemptions:\n  - {one}\n"
    programme = publish(people, VOLUME + exempt)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    with acting_as(people.maya):
        statements = actions.prepare_statements(actor=people.maya, now=NOW, period="2012-Q3")
        views = [queries.statement_by_id(people.maya, one) for one in statements]
    lines = {view.row.partner_id: view.lines[0] for view in views}
    # 1,000 × 4 %, and 1,000 × 1 %
    agreed = "Agreed on 3 December (for periods that begin from 1 July 2012 until 31 December 2012)"
    assert (str(lines[people.a].amount), lines[people.a].exemption) == ("40.00 USD", agreed)
    assert (str(lines[people.b].amount), lines[people.b].exemption) == ("10.00 USD", "")
    with acting_as(people.theo):
        actions.approve_statement(actor=people.theo, now=NOW, statement_id=statements[0])
        number = actions.issue_statement(actor=people.theo, now=NOW, statement_id=statements[0])
    with acting_as(people.ola):
        assert queries.pdf(people.ola, number).startswith(b"%PDF-")
        own = queries.programme(people.ola, "fy12").words
        assert own is not None
        assert "Agreed on 3 December" in own.text()
    with acting_as(people.sam):
        others = queries.programme(people.sam, "fy12").words
        assert others is not None
        assert "Agreed on 3 December" not in others.text()
    assert "Agreed with you alone: 4 % at any step. Reason: Agreed on 3 December" in said(shown(people.ola, people.a))


def test_a_pool_is_explained_to_a_member_by_totals_and_its_own_lines(people: People) -> None:
    with acting_as(WORKER):
        facts = PartnerFacts(
            code="B-2",
            name="Baylight Systems",
            types=("system_integrator",),
            country="DE",
            tier="silver",
            currency="USD",
        )
        partners.save(actor=WORKER, now=NOW, facts=facts)
    put(Sold(people.a, "2012-08-01", "70000"), Sold(people.b, "2012-08-01", "60000"))
    programme = publish(people, VOLUME + "    pool: {by: country}\n")
    run(people, programme, "2012-09-30")
    view = shown(people.ola, people.a)
    text = said(view)
    # 130,000 × 3 % = 3,900; 70 / 130
    assert "Together the 2 partners of the pool come to USD 130,000.00 (net sales)." in text
    assert "Your own part is USD 70,000.00 of USD 130,000.00: your share is USD 2,100.00." in text
    assert "60,000" not in text
    assert view.explanation is not None
    assert {line.line["partner_id"] for line in view.explanation.lines} == {people.a}
    assert said(shown(people.maya, people.a)) == text


def test_a_condition_of_a_pool_says_what_the_pool_came_to(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "70000"))
    gate = "    requires:\n      - {measure: net, over: year_to_date, at_least: 60000}\n"
    programme = publish(people, VOLUME + gate + "    pool: {by: country}\n")
    run(people, programme, "2012-09-30")
    # what the condition found is kept with the payout: the lines of one partner alone would not give it
    found = "Your net sales since the year began must reach USD 60,000.00 and come to USD 70,000.00."
    assert found in said(shown(people.ola, people.a))


def test_a_correction_says_what_changed_since_the_run_before(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "49500"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    put(Sold(people.a, "2012-08-20", "2000"))
    run(people, programme, "2012-09-30")
    view = shown(people.ola, people.a)
    assert view.changed is not None
    # 49,500 × 1 % = 495; 51,500 × 2 % = 1,030; 2,000 × 1 % = 20 and the rest
    assert difference(view.changed, teller()) == (
        "Before USD 495.00, now USD 1,030.00: a difference of USD 535.00.",
        "USD 20.00 of it comes from other sales: USD 49,500.00 became USD 51,500.00 (net sales).",
        "USD 515.00 of it comes from another rate: 1 % became 2 %.",
        "1 sales line new: USD 2,000.00.",
    )


def test_a_correction_explains_itself_however_often_it_is_calculated_again(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "20000"))
    programme = publish(people)
    run(people, programme, "2012-08-10")
    put(Sold(people.a, "2012-08-15", "29500"))
    run(people, programme, "2012-09-30")
    run(people, programme, "2012-10-01")
    # 20,000 became 49,500 while the period ran: that is no correction, and no news any more
    assert shown(people.ola, people.a).changed is None
    put(Sold(people.a, "2012-08-20", "2000"))
    run(people, programme, "2012-10-02")
    run(people, programme, "2012-10-03")
    changed = shown(people.ola, people.a).changed
    assert changed is not None
    assert difference(changed, teller())[0] == "Before USD 495.00, now USD 1,030.00: a difference of USD 535.00."


def test_a_partner_reads_no_text_in_which_others_exemptions_stand(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "1000"), Sold(people.b, "2012-08-01", "1000"))
    exempt = "exemptions:\n  - {partner: A-1, incentive: volume, percent: 4, reason: Agreed on 3 December}\n"
    run(people, publish(people, VOLUME + exempt), "2012-09-30")
    with acting_as(people.sam):
        view = queries.programme(people.sam, "fy12")
        assert (view.text, view.document.exemptions if view.document else None) == ("", ())
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(people.sam), connection.cursor() as cursor:
        cursor.execute("SELECT text FROM incentives_version")
    with acting_as(people.ola):
        own = queries.programme(people.ola, "fy12").document
        assert own is not None
        assert [one.reason for one in own.exemptions] == ["Agreed on 3 December"]


def test_a_line_that_a_rival_claimed_first_names_the_rival_to_the_vendor_alone(people: People) -> None:
    put(Sold(people.b, "2012-08-01", "500"), Sold(people.a, "2012-08-02", "500"))  # one number on both
    put(Sold(people.a, "2012-08-03", "1000"))
    once = VOLUME.replace("    measure: net\n", "    measure: net\n    once_per: invoice_no\n")
    run(people, publish(people, once), "2012-09-30")
    shares = {}
    for actor, voice in ((people.ola, TO_PARTNER), (people.maya, TO_VENDOR)):
        view = shown(actor, people.a)
        assert view.explanation is not None, view.trouble
        shares[voice] = [str(line.share) for line in counted_lines(view)]
        (lost,) = left_out_lines(view, voice)
        named = "Baylight" if voice is TO_VENDOR else "Another line"
        assert named in lost.sentence
        if voice is TO_PARTNER:
            assert {line.rival for line in view.explanation.excluded} == {""}
            assert dict(view.rivals) == {}
    assert shares[TO_PARTNER] == shares[TO_VENDOR] == ["10.00 USD"]  # 1,000 × 1 %
