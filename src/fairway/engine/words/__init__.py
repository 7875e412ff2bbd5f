"""Says a programme in plain words, to the partner it applies to, with a worked example.

Every choice of the document that changes money is said, defaults included: periods and dates, who takes part and as of
when, what counts, how a rate applies, limits, returns, currency and rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairway.engine.check.walk import uses_standing
from fairway.engine.programme import Incentive, Method, Programme
from fairway.engine.words import phrases, sentences
from fairway.engine.words.example import Figures, example, usual_figures

__all__ = ["LOCALES", "Description", "Figures", "IncentiveWords", "StepWords", "describe", "example", "usual_figures"]

LOCALES = ("en",)
"""The languages a programme can be said in."""


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

    def text(self) -> str:
        """Write everything as plain text, one sentence or step a line."""
        lines = [self.title, "", *self.introduction]
        for incentive in self.incentives:
            lines += ["", incentive.title, f"  {incentive.headline}"]
            lines += [f"  - {step.span}: {step.pays}" for step in incentive.steps]
            lines += [f"  {term}" for term in incentive.terms]
            lines += [f"  Example: {' '.join(incentive.example)}"]
        return "\n".join([*lines, "", *self.terms]) + "\n"


def describe(programme: Programme, locale: str = "en", figures: Mapping[str, Figures] | None = None) -> Description:
    """Say the programme in plain words; ``figures`` gives the numbers of the example by incentive id.

    :raises ValueError: the locale is none of `LOCALES`.
    """
    if locale not in LOCALES:
        raise ValueError(f"A programme cannot be said in '{locale}' yet; it can in {', '.join(LOCALES)}.")
    members = phrases.eligibility(programme.members)
    introduction = [programme.description, f"It is open to {members}.", *sentences.calendar_sentences(programme)]
    introduction.append(sentences.validity_sentence(programme.validity, "The programme"))
    introduction.append(sentences.event_sentence(programme))
    returns = {incentive.returns for incentive in programme.incentives}
    terms = [sentences.returns_sentence(programme, next(iter(returns)))] if len(returns) == 1 else []
    terms += sentences.money_sentences(programme)
    if uses_standing(programme):
        terms.append(sentences.standing_sentence(programme))
    return Description(
        id=programme.id,
        title=programme.title,
        introduction=_said(introduction),
        terms=_said(terms),
        incentives=tuple(
            _incentive(programme, incentive, (figures or {}).get(incentive.id)) for incentive in programme.incentives
        ),
    )


def _said(lines: list[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _incentive(programme: Programme, incentive: Incentive, figures: Figures | None) -> IncentiveWords:
    table: tuple[StepWords, ...] = ()
    if len(incentive.steps) > 1:
        table = tuple(
            StepWords(
                sentences.step_span(programme, incentive, step),
                phrases.pays(step, incentive.measure.kind, programme.currency),
                sentences.step_sentence(programme, incentive, step),
            )
            for step in incentive.steps
        )
    same_events = len({each.measure.lines.events for each in programme.incentives}) == 1
    scope = phrases.scope_sentences(incentive.measure.lines)
    if same_events and incentive.measure.lines.events:
        scope = scope[1:]
    terms = [incentive.description, sentences.eligible_sentence(incentive), *scope]
    terms.append(sentences.qualifier_sentence(programme, incentive))
    if incentive.method is Method.RETROACTIVE and table:
        terms.append("The step you reach pays on everything, from the first sale on.")
    terms += [sentences.gate_sentence(programme, incentive, gate) for gate in incentive.gates]
    terms += sentences.limit_sentences(programme, incentive)
    if len({each.returns for each in programme.incentives}) > 1:
        terms.append(sentences.returns_sentence(programme, incentive.returns))
    terms.append(sentences.validity_sentence(incentive.validity, "It"))
    if incentive.stack is not None and len(programme.incentives) > 1:
        terms.append("It is paid in full beside other incentives on the same sales.")
    return IncentiveWords(
        id=incentive.id,
        title=incentive.title,
        kind=incentive.kind,
        headline=sentences.headline(programme, incentive),
        steps=table,
        terms=_said(terms),
        example=example(programme, incentive, figures),
    )
