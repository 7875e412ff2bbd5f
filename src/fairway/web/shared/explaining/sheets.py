"""A statement as files: its own lines, and every sales line behind it, for a spreadsheet or a program."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse

from fairway.engine.words.messages import lists as words
from fairway.engine.words.speech import Message
from fairway.incentives.queries import AnnexRow, StatementView
from fairway.web.shared import lists
from fairway.web.shared.explaining.voices import Voice

LINES = (
    words.KIND, words.PROGRAMME, words.INCENTIVE, words.TITLE, words.PERIOD, words.PERSON, words.DECIDES, words.PAYS,
    words.PAID_FOR, words.AGREED, words.BY_VOLUME, words.BY_RATE, words.AMOUNT, words.CURRENCY,
)  # fmt: skip
BEHIND = (
    words.PROGRAMME, words.INCENTIVE, words.PERIOD, words.LINE, words.DATE, words.SKU, words.MEASURE, words.SHARE,
    words.CURRENCY, words.WHETHER, words.REASON, words.INVOICE, words.INVOICE_LINE, words.NET, words.INVOICED_IN,
    words.SALES_FILE, words.IN_FULL,
)  # fmt: skip


def lines_sheet(kind: str, view: StatementView, voice: Voice) -> HttpResponse:
    """The lines of a statement as a file of a kind, headed in the reader's language; they add up to what it says."""
    say = voice.teller().speech.say
    rows = (
        (
            say(words.KINDS[line.kind]), line.programme, line.incentive, line.title, line.origin_period, line.person,
            line.qualifier, line.rate, line.measure, line.exemption, line.volume_part, line.rate_part, line.amount,
            line.amount.currency,
        )
        for line in view.lines
    )  # fmt: skip
    return _answer(kind, view, "", LINES, rows, voice)


def behind_sheet(kind: str, view: StatementView, annex: Iterable[AnnexRow], voice: Voice) -> HttpResponse:
    """Every sales line behind a statement as a file of a kind: whether it counted, what it brought, or why not."""
    by = voice.teller()
    rows = (
        (
            one.programme, one.incentive, one.period, one.line_id, one.day, one.sku, one.measure, one.share,
            one.share.currency, one.counted, one.reason, one.origin.invoice_no, one.origin.invoice_line,
            one.origin.net, one.origin.currency, one.origin.report_id, by.reason(one.reason) if one.reason else "",
        )
        for one in annex
    )  # fmt: skip
    return _answer(kind, view, "-lines", BEHIND, rows, voice)


def _answer(
    kind: str, view: StatementView, end: str, heads: Iterable[Message], rows: Iterable[Iterable[object]], voice: Voice
) -> HttpResponse:
    say = voice.teller().speech.say
    return lists.answer_with(
        kind, f"{view.row.number or view.row.partner_code}{end}", [say(one) for one in heads], rows
    )
