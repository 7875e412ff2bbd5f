"""What competition law asks of a grant or an agreement while it is drafted.

A finding is `info`, `flag` or `block-until-counsel`; none ever says “legal”, and none is advice. What blocks can go on
once counsel has recorded a note: who, when, and why. Each check names its source, the version of that source, and where
it applies. Thresholds and sources are those of the Vertical Block Exemption Regulation (EU) 2022/720, in force from 1
June 2022 until 31 May 2034, and of American case law on exclusive dealing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from fairway.policy.problems import counted

Severity = Literal["info", "flag", "block-until-counsel"]
SEVERITIES: Mapping[str, str] = {
    "info": "For information",
    "flag": "To be looked at",
    "block-until-counsel": "Waits for counsel",
}
MOST_EXCLUSIVE = 5
"""Exclusive distributors of one territory and customer group: Regulation 2022/720, Article 1(1)(h)."""
MOST_NON_COMPETE_MONTHS = 60
MOST_POST_TERM_MONTHS = 12
MOST_PURCHASE_SHARE = 80
"""Per cent of purchases from which an obligation counts as a non-compete: Article 1(1)(f)."""
MOST_NAMED = 4
OUTLETS_FROM, OUTLETS_HIGH = 30, 40
"""Per cent of outlets foreclosed by exclusive dealing from which American courts look closer."""


@dataclass(frozen=True)
class DraftFacts:
    """What is known about a grant or an agreement being drafted; None says that nobody has said.

    `eea` and `us` tell where it applies. `exclusive_distributors` counts those appointed for one territory and customer
    group, this one included (0: nothing exclusive). `parallel_imposition`: every other buyer in the EEA carries the
    active-sales restriction for the territory, as somebody recorded; where nobody did, `buyers_free` names those whose
    agreements do not say so, and `buyers_bound` counts those whose do. `restricts_active_sales`,
    `restricts_passive_sales` and `restricts_internet` speak of sales into places of others. `levels_passed_on` is how
    many levels of buyers below the vendor the active-sales restriction binds (1: direct customers). Months and per
    cents are whole numbers; `non_compete_months` is 0 for none and None with `non_compete` for an indefinite one.
    """

    eea: bool = False
    us: bool = False
    exclusive_distributors: int = 0
    parallel_imposition: bool | None = None
    buyers_free: tuple[str, ...] | None = None
    buyers_bound: int = 0
    restricts_active_sales: bool = False
    restricts_passive_sales: bool = False
    restricts_internet: bool = False
    levels_passed_on: int = 1
    non_compete: bool = False
    non_compete_months: int | None = 0
    purchase_share: int = 0
    renews_tacitly: bool = False
    easy_exit: bool = False
    post_term_months: int = 0
    post_term_for_premises_and_know_how: bool = False
    exclusive_dealing: bool = False
    share_of_outlets: int | None = None


@dataclass(frozen=True)
class Check:
    """One check: its id, where it comes from, where it applies, and the decision."""

    id: str
    title: str
    source: str
    version: str
    jurisdiction: str
    find: Callable[[DraftFacts], tuple[Severity, str, str] | None]
    reviewer: str = "not reviewed by counsel"


@dataclass(frozen=True)
class Finding:
    """What a check found: how serious, in a sentence, and what to do."""

    id: str
    title: str
    severity: Severity
    sentence: str
    remedy: str
    source: str
    version: str
    jurisdiction: str

    @property
    def blocks(self) -> bool:
        return self.severity == "block-until-counsel"


Found = tuple[Severity, str, str] | None


def _number_of_exclusive(facts: DraftFacts) -> Found:
    if not facts.eea or facts.exclusive_distributors <= MOST_EXCLUSIVE:
        return None
    many = f"{facts.exclusive_distributors} exclusive distributors for one territory and customer group; "
    if facts.restricts_active_sales:
        return (
            "block-until-counsel",
            many + f"others may be kept from active sales there for at most {MOST_EXCLUSIVE}.",
            f"Appoint at most {MOST_EXCLUSIVE}, or grant it openly.",
        )
    return (
        "flag",
        many + f"the regulation calls at most {MOST_EXCLUSIVE} an exclusive distribution system.",
        f"Appoint at most {MOST_EXCLUSIVE}, or call it open.",
    )


def _parallel_imposition(facts: DraftFacts) -> Found:
    if not facts.eea or not facts.exclusive_distributors or facts.parallel_imposition:
        return None
    if facts.parallel_imposition is False:
        sentence = "Some other buyers in the EEA are not kept from active sales there."
    elif facts.buyers_free is None:
        sentence = "Nobody has recorded whether every other buyer in the EEA is kept from active sales there."
    elif not facts.buyers_free:
        return None
    else:
        some = ", ".join(facts.buyers_free[:MOST_NAMED])
        more = len(facts.buyers_free) - MOST_NAMED
        others = f" and {more} more" if more > 0 else ""
        every = len(facts.buyers_free) + facts.buyers_bound
        sentence = (
            f"{len(facts.buyers_free)} of {every} other {'buyer' if every == 1 else 'buyers'} in the EEA "
            f"{'has' if len(facts.buyers_free) == 1 else 'have'} no agreement in force that keeps them from active "
            f"sales there: {some}{others}."
        )
    return (
        "flag",
        f"{sentence} Exclusivity protects only where all are bound alike.",
        "Add the active-sales restriction to the other buyers' agreements, or grant the territory openly.",
    )


def _passive_sales(facts: DraftFacts) -> Found:
    if not facts.eea or not (facts.restricts_passive_sales or facts.restricts_internet):
        return None
    what = "passive sales" if facts.restricts_passive_sales else "the effective use of the internet"
    return (
        "block-until-counsel",
        f"It restricts {what}: unsolicited orders, general web shops and tenders must stay free.",
        "Strike it. Note such sales instead; Fairway never blocks or punishes them.",
    )


def _levels(facts: DraftFacts) -> Found:
    if not facts.eea or not facts.restricts_active_sales or facts.levels_passed_on <= 1:
        return None
    return (
        "flag",
        f"The restriction of active sales is passed on {counted(facts.levels_passed_on, 'level')}; "
        "it may bind direct customers only.",
        "Let it end with the partner's direct customers.",
    )


def _non_compete(facts: DraftFacts) -> Found:
    share = facts.purchase_share > MOST_PURCHASE_SHARE
    if not facts.eea or not (facts.non_compete or share):
        return None
    what = "The non-compete" if facts.non_compete else f"An obligation to buy {facts.purchase_share} % from one vendor"
    months = facts.non_compete_months
    if months is None:
        return ("flag", f"{what} has no end.", f"Let it end after at most {MOST_NON_COMPETE_MONTHS // 12} years.")
    if months > MOST_NON_COMPETE_MONTHS:
        return (
            "flag",
            f"{what} lasts {counted(months, 'month')}; the regulation covers {MOST_NON_COMPETE_MONTHS}.",
            f"Let it end after at most {MOST_NON_COMPETE_MONTHS // 12} years.",
        )
    if facts.renews_tacitly and not facts.easy_exit:
        return (
            "flag",
            f"{what} renews by itself without an easy way out, and so counts as one without an end.",
            "Let it end, or let the partner leave with reasonable notice and at reasonable cost.",
        )
    return None


def _post_term(facts: DraftFacts) -> Found:
    if not facts.eea or facts.post_term_months <= 0:
        return None
    if facts.post_term_months > MOST_POST_TERM_MONTHS:
        return (
            "flag",
            f"It keeps the partner from competing for {counted(facts.post_term_months, 'month')} after the end; "
            f"the regulation covers {MOST_POST_TERM_MONTHS}.",
            "Shorten it to at most a year, or strike it.",
        )
    if not facts.post_term_for_premises_and_know_how:
        return (
            "flag",
            "It keeps the partner from competing after the end without being bound to its premises and to know-how.",
            "Bind it to the premises and to secret know-how handed over, or strike it.",
        )
    return None


def _foreclosure(facts: DraftFacts) -> Found:
    if not facts.us or not facts.exclusive_dealing:
        return None
    if facts.share_of_outlets is None:
        return (
            "info",
            "Nobody has recorded which share of outlets the exclusive dealing would close to rivals.",
            f"Record it; from {OUTLETS_FROM} % courts look closer.",
        )
    if facts.share_of_outlets <= OUTLETS_FROM:
        return None
    high = " That is high." if facts.share_of_outlets > OUTLETS_HIGH else ""
    return (
        "flag",
        f"Exclusive dealing would close {facts.share_of_outlets} % of outlets to rivals; "
        f"from {OUTLETS_FROM} to {OUTLETS_HIGH} % courts look closer.{high}",
        "Shorten it, let the partner leave at short notice, or leave part of the outlets open.",
    )


_VBER = "1 June 2022 to 31 May 2034"
CHECKS: tuple[Check, ...] = (
    Check("EU-03", "Number of exclusive distributors", "Regulation (EU) 2022/720, Art. 1(1)(h), 4(b)(i)", _VBER, "EEA",
          _number_of_exclusive),
    Check("EU-04", "Parallel imposition", "Regulation (EU) 2022/720, Art. 4(b)(i); Guidelines 2022", _VBER, "EEA",
          _parallel_imposition),
    Check("EU-05", "Passive sales and the internet", "Regulation (EU) 2022/720, Art. 4(b) to (e)", _VBER, "EEA",
          _passive_sales),
    Check("EU-06", "Levels the restriction is passed on", "Regulation (EU) 2022/720, Art. 4(b)(i)", _VBER, "EEA",
          _levels),
    Check("EU-09", "Duration of a non-compete", "Regulation (EU) 2022/720, Art. 1(1)(f), 5(1)(a)", _VBER, "EEA",
          _non_compete),
    Check("EU-10", "Non-compete after the end", "Regulation (EU) 2022/720, Art. 5(1)(b), 5(3)", _VBER, "EEA",
          _post_term),
    Check("US-09", "Foreclosure by exclusive dealing", "Clayton Act § 3; Sherman Act § 1; case law (unverified)",
          "rule of reason, thresholds are a house rule", "US", _foreclosure),
)  # fmt: skip


def findings_of(facts: DraftFacts, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    """Run every check; what blocks stands first."""
    found = []
    for check in checks:
        answer = check.find(facts)
        if answer is not None:
            where = (check.source, check.version, check.jurisdiction)
            found.append(Finding(check.id, check.title, *answer, *where))
    order = ("block-until-counsel", "flag", "info")
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))


def unanswered(findings: Iterable[Finding], noted: Iterable[str]) -> tuple[Finding, ...]:
    """The findings that still wait for counsel: those that block and have no note."""
    answered = set(noted)
    return tuple(one for one in findings if one.blocks and one.id not in answered)
