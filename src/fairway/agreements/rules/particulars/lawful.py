"""What competition law asks about an agreement's particulars."""

from __future__ import annotations

from fairway.agreements.rules import world
from fairway.agreements.rules.findings import DraftFacts
from fairway.agreements.rules.particulars.terms import Particulars


def facts_of(particulars: Particulars, *, country: str = "") -> DraftFacts:
    """The facts the checks need. Where no territory is named, it applies where the partner is (`country`)."""
    said = particulars.covenants
    codes = [area.code for one in particulars.territories for area in one.areas if not area.is_account]
    codes = codes or ([country] if country else [])
    exclusive = max(
        ({"open": 0, "exclusive": 1, "shared": one.at_most or 0}[one.kind] for one in particulars.territories),
        default=0,
    )
    return DraftFacts(
        eea=world.in_eea(codes),
        us=any(code == "WORLD" or code[:2] == "US" for code in codes),
        exclusive_distributors=exclusive,
        parallel_imposition=said.parallel_imposition,
        restricts_active_sales=said.restricts_active_sales or exclusive > 0,
        restricts_passive_sales=said.restricts_passive_sales,
        restricts_internet=said.restricts_internet,
        levels_passed_on=said.levels_passed_on,
        non_compete=said.non_compete,
        non_compete_months=None if said.non_compete_endless else said.non_compete_months,
        purchase_share=said.purchase_share,
        renews_tacitly=particulars.renews,
        easy_exit=said.easy_exit,
        post_term_months=said.post_term_months,
        post_term_for_premises_and_know_how=said.post_term_know_how,
        exclusive_dealing=said.exclusive_dealing,
        share_of_outlets=said.share_of_outlets,
    )
