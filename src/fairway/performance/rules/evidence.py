"""What a review keeps of what it saw: requirements with their values in words, so that it reads the same for ever."""

from __future__ import annotations

from fairway.performance.rules.tiers import words
from fairway.performance.rules.tiers.assessing import Assessment
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import Proposal


def evidence_of(programme: Programme, assessment: Assessment, proposal: Proposal) -> list[dict[str, object]]:
    """The requirements of the level held and of the level proposed, as they were seen."""
    made: list[dict[str, object]] = []
    for name in dict.fromkeys((proposal.to, proposal.held)):
        standing, level = assessment.of(name), programme.level(name)
        if standing is None or level is None:
            continue
        made += [
            {
                "level": level.title,
                "title": programme.metric(test.metric).title,
                "value": words.number(programme, programme.metric(test.metric), test.value),
                "needed": words.needed(programme, test),
                "gap": "waived" if test.waived else words.lacks(programme, test),
                "met": test.met,
            }
            for test in standing.tests
        ]
    return made
