"""One payout explained down to its lines, the same for both sides; a door says in which voice.

A page of one payout is `page_of(view, VOICE, TODAY)` as context of a template that includes
`shared/explaining/payout.html` (which needs `lines_url` and `left_out_url`); the lists behind it are `counted_listing`
and `left_out_listing` over `counted_lines(view)` and `left_out_lines(view, VOICE)`, all in the reader's language.
"""

from fairway.web.shared.explaining.lines import counted_lines, counted_listing, left_out_lines, left_out_listing
from fairway.web.shared.explaining.page import page_of, sides_of
from fairway.web.shared.explaining.sheets import behind_sheet, lines_sheet
from fairway.web.shared.explaining.telling import measured
from fairway.web.shared.explaining.voices import TO_PARTNER, TO_VENDOR, Voice

__all__ = [
    "TO_PARTNER",
    "TO_VENDOR",
    "Voice",
    "behind_sheet",
    "counted_lines",
    "counted_listing",
    "left_out_lines",
    "left_out_listing",
    "lines_sheet",
    "measured",
    "page_of",
    "sides_of",
]
