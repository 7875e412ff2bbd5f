"""Reads of tier programmes, standing, reviews and dated values."""

from fairway.performance.queries.benefits import Benefits, benefits
from fairway.performance.queries.board import STATES, BoardRow, board
from fairway.performance.queries.costs import Counted
from fairway.performance.queries.documents import (
    Governing,
    ProgrammeRow,
    ProgrammeView,
    checked,
    governing,
    governing_one,
    programme,
    programmes_for,
    to_publish,
    version_compare,
    version_text,
)
from fairway.performance.queries.reviews import (
    Evidence,
    Granted,
    ProposalRow,
    ReviewRow,
    about,
    granted,
    how_many_wait,
    proposals_of,
    review,
    reviews_for,
    waiting,
)
from fairway.performance.queries.standing import LevelView, Need, StandingView, standings
from fairway.performance.queries.trials import try_text
from fairway.performance.queries.values import ValueRow, certified, identities, names, persons_of, recorded
from fairway.performance.queries.values import rows_of as value_rows
from fairway.performance.queries.values import visible_to as visible_values

__all__ = [
    "STATES",
    "Benefits",
    "BoardRow",
    "Counted",
    "Evidence",
    "Governing",
    "Granted",
    "LevelView",
    "Need",
    "ProgrammeRow",
    "ProgrammeView",
    "ProposalRow",
    "ReviewRow",
    "StandingView",
    "ValueRow",
    "about",
    "benefits",
    "board",
    "certified",
    "checked",
    "governing",
    "governing_one",
    "granted",
    "how_many_wait",
    "identities",
    "names",
    "persons_of",
    "programme",
    "programmes_for",
    "proposals_of",
    "recorded",
    "review",
    "reviews_for",
    "standings",
    "to_publish",
    "try_text",
    "value_rows",
    "version_compare",
    "version_text",
    "visible_values",
    "waiting",
]
