"""An auditor follows one payment back, step by step, to the bytes somebody sent."""

from __future__ import annotations

import hashlib

import pytest

from fairway.incentives import actions, queries
from fairway.incentives.models import StatementIssue
from fairway.kit import files
from fairway.kit.access import acting_as
from fairway.kit.journal import reading
from fairway.ledger import queries as books
from fairway.sales import queries as sales
from fairway.sales.rules.relations import line_place
from fairway.values import Money
from tests.builders import People
from tests.rooms.incentives.stories import NOW, close, publish, run
from tests.rooms.sales.builders import file_of, line, products, send

pytestmark = pytest.mark.django_db

LINES = (
    line("INV-1", 1, "2012-08-01", "AX", "1", "119999.99", "119999.99", "USD"),
    line("INV-1", 2, "2012-08-02", "AX", "1", "0.34", "0.34", "USD"),
)


def test_from_the_document_back_to_the_bytes(people: People) -> None:
    products(NOW, "AX")
    content = file_of(*LINES)
    _, status = send(people.ola, NOW, content, people.a, event="sell_in")
    assert status == "decided"
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    with acting_as(people.maya):
        (made,) = actions.prepare_statements(actor=people.maya, now=NOW, period="2012-Q3")
    with acting_as(people.theo):
        actions.approve_statement(actor=people.theo, now=NOW, statement_id=made)
        number = actions.issue_statement(actor=people.theo, now=NOW, statement_id=made)

    with acting_as(people.ada):
        # the document is the one the journal knows
        issue = StatementIssue.objects.get(number=number)
        said = reading.visible_to(people.ada).get(verb="incentives.statement.issued")
        document = hashlib.sha256(queries.pdf(people.ada, number)).hexdigest()
        assert document == issue.pdf_digest == said.payload["pdf"]

        # its line: 120,000.33 x 3 % = 3,600.0099, paid 3,600.01
        view = queries.statement(people.ada, number)
        (stated,) = view.lines
        assert (str(view.row.payable), str(stated.amount)) == ("3600.01 USD", "3600.01 USD")

        # the books: earned by that run, then moved to be paid
        earned, settled = sorted(books.entries(people.ada, partner_id=people.a), key=lambda one: one.id)
        assert {leg.run_id for leg in earned.legs} == {stated.run_id}
        assert (
            sorted(leg.amount for leg in earned.legs)
            == sorted(leg.amount for leg in settled.legs)
            == [-360_001, 360_001]
        )

        # the payout, and the share of each sales line
        (payout,) = queries.payouts(people.ada, stated.run_id, partner_id=people.a).rows
        explained = queries.payout_explanation(people.ada, payout.id)
        assert explained.explanation is not None
        assert explained.trouble == ""
        shares = {one.line_id: one.share for one in explained.explanation.lines}
        assert sum(shares.values(), start=Money.zero("USD")) == payout.earned == stated.amount

        # each line's place in the file, and the file's own bytes
        sent = content.decode().splitlines()
        for line_id, written in zip(sorted(shares, key=int), LINES, strict=True):
            report_id, row = line_place(int(line_id))
            report = sales.report(people.ada, report_id)
            assert report.sha256 == hashlib.sha256(content).hexdigest()
            assert files.place(report.sha256).read_bytes() == content
            assert sent[row - 1] == written
        assert not books.verify(people.ada)
        assert not queries.verify(people.ada)
