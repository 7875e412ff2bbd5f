"""The fields a template may name, and their values from particulars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fairway.agreements.rules.particulars.reading import Known
from fairway.agreements.rules.particulars.terms import COMPLIANCE, RENEWALS, Covenants, Particulars
from fairway.values import plain

Shape = Literal["text", "list", "flag"]


@dataclass(frozen=True)
class Field:
    """A field: what it is, and whether it is a text, a list of texts, or a yes or no."""

    shape: Shape
    meaning: str


FIELDS: Mapping[str, Field] = {
    "vendor.name": Field("text", "The vendor's name"),
    "partner.name": Field("text", "The partner's name"),
    "partner.code": Field("text", "The partner's code"),
    "partner.country": Field("text", "The partner's country, as a code such as DE"),
    "partner.address": Field("text", "The partner's address in one line"),
    "partner.tax_number": Field("text", "The partner's tax number"),
    "agreement.number": Field("text", "The agreement's number"),
    "agreement.title": Field("text", "The agreement's title"),
    "appointment.roles": Field("list", "As what the partner is appointed, such as distributor"),
    "appointment.lines": Field("list", "The product lines"),
    "territory.places": Field("list", "The territories in words, one each"),
    "territory.exclusive": Field("flag", "Whether any territory is exclusive"),
    "territory.shared": Field("flag", "Whether any territory is shared by a few partners"),
    "price.list": Field("text", "The price list"),
    "price.discount": Field("text", "The discount in per cent, without the sign"),
    "price.payment_days": Field("text", "Days until payment"),
    "price.note": Field("text", "What else was agreed on prices"),
    "expectations": Field("list", "What the partner undertakes, one each"),
    "duties": Field("list", "What the vendor undertakes, one each"),
    "brand.standards": Field("text", "The brand standards"),
    "term.since": Field("text", "The first day"),
    "term.until": Field("text", "The day it ends on, empty for no end"),
    "term.notice_days": Field("text", "Days of notice"),
    "term.renews": Field("flag", "Whether it renews by itself"),
    "term.renewal": Field("text", "How it renews, in words"),
    "term.renewal_months": Field("text", "Months of each renewal"),
    "licences": Field("list", "What the partner may use, one each"),
    "compliance": Field("list", "The compliance duties, one each"),
    "compliance.note": Field("text", "What else was agreed on compliance"),
    "covenants.non_compete": Field("flag", "Whether the partner may not sell competing products"),
    "covenants.non_compete_months": Field("text", "For how many months; “unlimited” for one without an end"),
    "covenants.purchase_share": Field("text", "The per cent of its purchases that the partner owes, without the sign"),
    "covenants.exclusive_dealing": Field("flag", "Whether the partner deals in the vendor's products alone"),
    "covenants.post_term_months": Field("text", "Months of a non-compete after the end"),
    "covenants.post_term_know_how": Field("flag", "Whether that one is bound to premises and know-how"),
    "covenants.active_sales": Field("flag", "Whether active sales into others' territories are restricted"),
    "covenants.levels_passed_on": Field("text", "To how many levels of buyers, where to more than one"),
    "covenants.passive_sales": Field("flag", "Whether answering unsolicited orders is restricted"),
    "covenants.internet": Field("flag", "Whether the use of the internet is restricted"),
    "covenants.easy_exit": Field("flag", "Whether the partner can leave easily"),
}
"""Every field of the language of templates."""

TITLES: Mapping[str, str] = {
    "appointment.roles": "Appointed as",
    "appointment.lines": "Product lines",
    "territory.places": "Territory",
    "price.list": "Price list",
    "price.discount": "Discount, %",
    "price.payment_days": "Days until payment",
    "price.note": "More on prices",
    "expectations": "The partner undertakes",
    "duties": "The vendor undertakes",
    "brand.standards": "Brand standards",
    "term.since": "Holds from",
    "term.until": "Ends on",
    "term.notice_days": "Days of notice",
    "term.renewal": "At its end",
    "term.renewal_months": "Months of each renewal",
    "licences": "The partner may use",
    "compliance": "Duties",
    "compliance.note": "More on compliance",
    "covenants.active_sales": "Active sales elsewhere restricted",
    "covenants.levels_passed_on": "…passed on to how many levels",
    "covenants.passive_sales": "Passive sales restricted",
    "covenants.internet": "Use of the internet restricted",
    "covenants.non_compete_months": "Non-compete, months",
    "covenants.purchase_share": "Share of purchases owed, %",
    "covenants.exclusive_dealing": "Exclusive dealing",
    "covenants.post_term_months": "Non-compete after the end, months",
    "covenants.post_term_know_how": "…bound to premises and know-how",
    "covenants.easy_exit": "The partner can leave easily",
}
"""The fields that a schedule of particulars prints, and a comparison compares, each with its short title.

Of the restrictions, what the vendor knows of others (whether all buyers are bound alike, the share of outlets closed to
rivals) was agreed with nobody: it stays with the draft.
"""

Value = str | tuple[str, ...] | bool


def values_of(
    particulars: Particulars, known: Known, *, vendor: str, partner: Mapping[str, str], number: str, title: str
) -> Mapping[str, Value]:
    """The value of every field. `partner` gives name, code, country, address and tax_number."""
    said = particulars
    segments = known.segments
    covenants = said.covenants

    def line(code: str) -> str:
        return known.lines.get(code, code) or code

    places = tuple(
        f"{one.place}, {one.kind_title.lower()}"
        + (f", {line(one.line)}" if one.line is not None else "")
        + (f", {segments.get(one.segment, one.segment)}" if one.segment else "")
        for one in said.territories
    )
    return {
        "vendor.name": vendor,
        **{f"partner.{name}": partner.get(name, "") for name in ("name", "code", "country", "address", "tax_number")},
        "agreement.number": number,
        "agreement.title": title,
        "appointment.roles": tuple(known.roles.get(one, one) for one in said.roles),
        "appointment.lines": tuple(line(one) for one in said.lines),
        "territory.places": places,
        "territory.exclusive": any(one.kind == "exclusive" for one in said.territories),
        "territory.shared": any(one.kind == "shared" for one in said.territories),
        "price.list": said.price_list,
        "price.discount": "" if said.discount is None else plain(said.discount),
        "price.payment_days": "" if said.payment_days is None else str(said.payment_days),
        "price.note": said.price_note,
        "expectations": tuple(one.words for one in said.expectations),
        "duties": tuple(one.words for one in said.duties),
        "brand.standards": said.brand_standards,
        "term.since": _day(said.since_on),
        "term.until": _day(said.until_on),
        "term.notice_days": str(said.notice_days),
        "term.renews": said.renews,
        "term.renewal": RENEWALS[said.renewal],
        "term.renewal_months": str(said.renewal_months),
        "licences": tuple(one.words for one in said.licences),
        "compliance": tuple(COMPLIANCE[one] for one in said.compliance),
        "compliance.note": said.compliance_note,
        "covenants.non_compete": covenants.non_compete,
        "covenants.non_compete_months": _months(covenants),
        "covenants.purchase_share": _some(covenants.purchase_share),
        "covenants.exclusive_dealing": covenants.exclusive_dealing,
        "covenants.post_term_months": str(covenants.post_term_months),
        "covenants.post_term_know_how": covenants.post_term_know_how,
        "covenants.active_sales": covenants.restricts_active_sales,
        "covenants.levels_passed_on": _some(covenants.levels_passed_on, beyond=1),
        "covenants.passive_sales": covenants.restricts_passive_sales,
        "covenants.internet": covenants.restricts_internet,
        "covenants.easy_exit": covenants.easy_exit,
    }


def _months(covenants: Covenants) -> str:
    return "unlimited" if covenants.non_compete_endless else str(covenants.non_compete_months)


def _some(number: int, *, beyond: int = 0) -> str:
    return str(number) if number > beyond else ""


def _day(day: date | None) -> str:
    return "" if day is None else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
