"""Says a programme in plain words, to the partner it applies to, with a worked example, in the reader's language.

Every choice of the document that changes money is said, defaults included: periods and dates, who takes part and as of
when, what counts, how a rate applies, limits, returns, currency and rounding. What is agreed with one partner alone is
said only where it is asked for: to that partner, and to the vendor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fairway.engine.check.walk import uses_standing
from fairway.engine.programme import Exemption, Incentive, Method, PaysOn, Programme, Unit
from fairway.engine.words import phrases, sentences
from fairway.engine.words.example import Figures, example, usual_figures
from fairway.engine.words.headlines import headline, step_sentence, step_span
from fairway.engine.words.messages import limits, parts, terms
from fairway.engine.words.speech import LANGUAGES, Speech

__all__ = ["LANGUAGES", "Description", "Figures", "IncentiveWords", "StepWords", "describe", "example", "usual_figures"]


@dataclass(frozen=True, slots=True)
class StepWords:
    """One row of a step table: the span, what it pays, and both as a sentence."""

    span: str
    pays: str
    sentence: str


@dataclass(frozen=True, slots=True)
class IncentiveWords:
    """One incentive in words: the headline, its steps, everything else that holds, and an example."""

    id: str
    title: str
    kind: str
    headline: str
    steps: tuple[StepWords, ...]
    terms: tuple[str, ...]
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """A programme in words."""

    id: str
    title: str
    introduction: tuple[str, ...]
    terms: tuple[str, ...]
    incentives: tuple[IncentiveWords, ...]
    language: str = "en"

    def text(self) -> str:
        """Write everything as plain text, one sentence or step a line."""
        speech = Speech(self.language)
        lines = [self.title, "", *self.introduction]
        for incentive in self.incentives:
            lines += ["", incentive.title, f"  {incentive.headline}"]
            rows = (speech.say(parts.STEP_ROW, span=step.span, pays=step.pays) for step in incentive.steps)
            lines += [f"  - {row}" for row in rows]
            lines += [f"  {term}" for term in incentive.terms]
            if incentive.example:
                lines += [f"  {speech.say(limits.EXAMPLE, said=speech.sentences(incentive.example))}"]
        return "\n".join([*lines, "", *self.terms]) + "\n"


def describe(
    programme: Programme,
    language: str = "en",
    figures: Mapping[str, Figures] | None = None,
    exempt: Callable[[Exemption], bool] = lambda _: False,
) -> Description:
    """Say the programme in plain words.

    ``figures`` gives the numbers of the example by incentive id; ``exempt`` says which exemptions the reader may know.

    :raises ValueError: the language is none of `LANGUAGES`.
    """
    speech = Speech(language)
    members = phrases.eligibility(speech, programme.members)
    introduction = [
        programme.description,
        speech.say(terms.OPEN_TO, who=members),
        *sentences.calendar_sentences(speech, programme),
        sentences.validity_sentence(speech, programme.validity, whole=True),
        sentences.event_sentence(speech, programme),
    ]
    returns = {incentive.returns for incentive in programme.incentives}
    closing = [sentences.returns_sentence(speech, programme, next(iter(returns)))] if len(returns) == 1 else []
    closing += sentences.money_sentences(speech, programme)
    if uses_standing(programme):
        closing.append(sentences.standing_sentence(speech, programme))
    shown = [one for one in programme.exemptions if exempt(one)]
    return Description(
        id=programme.id,
        title=programme.title,
        introduction=_said(introduction),
        terms=_said(closing),
        incentives=tuple(
            _incentive(
                speech,
                programme,
                incentive,
                (figures or {}).get(incentive.id),
                [one for one in shown if one.incentive == incentive.id],
            )
            for incentive in programme.incentives
        ),
        language=language,
    )


def _said(lines: list[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _incentive(
    speech: Speech, programme: Programme, incentive: Incentive, figures: Figures | None, exempt: list[Exemption]
) -> IncentiveWords:
    table: tuple[StepWords, ...] = ()
    if len(incentive.steps) > 1:
        table = tuple(
            StepWords(
                step_span(speech, programme, incentive, step),
                phrases.pays(speech, step, incentive.measure.kind, programme.currency),
                step_sentence(speech, programme, incentive, step),
            )
            for step in incentive.steps
        )
    same_events = len({each.measure.lines.events for each in programme.incentives}) == 1
    scope = phrases.scope_sentences(speech, incentive.measure.lines)
    if same_events and incentive.measure.lines.events:
        scope = scope[1:]
    found = [incentive.description, sentences.eligible_sentence(speech, incentive), *scope]
    found += sentences.asked_sentences(speech, programme, incentive.measure)
    found += sentences.qualifier_sentences(speech, programme, incentive)
    if incentive.method is Method.RETROACTIVE and table and _whole(incentive):
        found.append(speech.say(terms.WHOLE_STEP))
    for gate in incentive.gates:
        found += sentences.gate_sentences(speech, programme, incentive, gate)
    found += sentences.earning_sentences(speech, programme, incentive)
    found += sentences.limit_sentences(speech, programme, incentive)
    if len({each.returns for each in programme.incentives}) > 1:
        found.append(sentences.returns_sentence(speech, programme, incentive.returns))
    found.append(sentences.validity_sentence(speech, incentive.validity))
    found += sentences.stacking_sentences(speech, programme, incentive)
    found += [sentences.exemption_sentence(speech, programme, one) for one in exempt]
    return IncentiveWords(
        id=incentive.id,
        title=incentive.title,
        kind=incentive.kind,
        headline=headline(speech, programme, incentive),
        steps=table,
        terms=tuple(dict.fromkeys(_said(found))),
        example=example(programme, incentive, figures, speech),
    )


def _whole(incentive: Incentive) -> bool:
    return incentive.unit is Unit.PERIOD and incentive.pays_on is PaysOn.WHOLE
