"""The journal in words: what happened, who did it and where to look, as entries of a feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from django.conf import settings

from fairway.deals.rules.disputes import ABOUT_WORDS, OUTCOME_WORDS
from fairway.kit.access.people import invited_addresses, names_of
from fairway.web.shared.components import Event, Tone
from fairway.web.shared.display import iso_text, kept_money_text


class Entry(Protocol):
    """A row of the journal, as far as a feed shows it."""

    at: Any
    user_id: int | None
    verb: str
    subject: str
    partner_id: int | None
    reason: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Wording:
    """How one kind of entry reads. ``words`` may name ``{n}``, the number of its subject, and parts of its payload.

    ``said`` has the words for parts of the payload that are keys.
    """

    words: str
    icon: str = "pencil"
    tone: Tone = "calm"
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


WORDS: Mapping[str, Wording] = {
    "access.invited": Wording("Invited {person} as {role}", "envelope"),
    "access.token_issued": Wording("Let a program act for them", "code-bracket"),
    "access.token_revoked": Wording("Stopped a program", "code-bracket", "warn"),
    "access.joined": Wording("Joined as {role}", "user-plus", "good"),
    "access.roles_changed": Wording("Changed what {person} may do: {to}", "key"),
    "access.invitation_withdrawn": Wording("Withdrew the invitation of {person}", "envelope"),
    "access.profile_changed": Wording("Changed their profile", "user"),
    "access.signed_in": Wording("Signed in", "arrow-right-end-on-rectangle"),
    "access.signed_out": Wording("Signed out", "arrow-right-start-on-rectangle"),
    "access.sign_in_failed": Wording("A sign-in failed", "lock-closed", "warn"),
    "agreements.accounts.loaded": Wording("Named accounts: {added} added, {changed} changed", "identification"),
    "agreements.finding.noted": Wording("Counsel noted {finding}", "scale", "good"),
    "agreements.findings.shown": Wording("Findings of competition law were shown", "scale", "warn"),
    "agreements.grant.changed": Wording(
        "Grant {n}: {kind} from {since}, in place of grant {instead_of}", "map", "info"
    ),
    "agreements.sale.origin_recorded": Wording("How a sale came about was recorded", "map-pin"),
    "agreements.grant.ended": Wording("Grant {n} ends on {until}", "map", "warn"),
    "agreements.grant.made": Wording("Grant {n}: {kind} from {since}", "map", "good"),
    "agreements.grant.prolonged": Wording("Grant {n} has another end", "map", "info"),
    "agreements.grant.withdrawn": Wording("Grant {n} was withdrawn before its first day", "map", "warn"),
    "agreements.grants.laid_again": Wording("{grants} grants were laid anew after a postal table", "map"),
    "agreements.grants.loaded": Wording("Granted {grants} places from a file", "map", "good"),
    "agreements.line.loaded": Wording("Product lines: {added} added, {changed} changed", "queue-list"),
    "agreements.postal.loaded": Wording("Loaded a postal table of {countries}", "map-pin"),
    "agreements.segment.loaded": Wording("Segments: {added} added, {changed} changed", "queue-list"),
    "agreements.territory.added": Wording("Added a territory", "map"),
    "agreements.territory.changed": Wording("Changed a territory", "map"),
    "agreements.agreement.drafted": Wording("Began the draft of {number}", "document-text"),
    "agreements.agreement.saved": Wording("Changed the draft of {number}", "document-text"),
    "agreements.agreement.sent": Wording("Sent {number} to be signed, until {by}", "paper-airplane", "info"),
    "agreements.agreement.signed": Wording("Signed {number} for the {side}", "pencil-square", "good"),
    "agreements.agreement.signed_on_paper": Wording("Took in {number}, signed on paper", "document-arrow-up", "good"),
    "agreements.agreement.concluded": Wording("{number} is concluded, and holds from {since}", "check", "good"),
    "agreements.agreement.hindered": Wording("{number} does not take effect", "exclamation-triangle", "bad"),
    "agreements.agreement.declined": Wording("Declined {number} for the {side}", "x-mark", "bad"),
    "agreements.agreement.withdrawn": Wording("Withdrew {number}", "arrow-uturn-left", "warn"),
    "agreements.agreement.lapsed": Wording("{number} was not signed in time", "clock", "warn"),
    "agreements.agreement.reminded": Wording("Reminded who has to sign {number}", "bell"),
    "agreements.agreement.owned": Wording("Said who watches over {number}", "user"),
    "agreements.agreement.suspended": Wording("Suspended {number} from {since}", "pause", "warn"),
    "agreements.agreement.resumed": Wording("Resumed {number} from {since}", "play", "good"),
    "agreements.agreement.terminated": Wording("Terminated {number} as of {ends}", "stop", "bad"),
    "agreements.agreement.renewed": Wording("{number} goes on until {until}", "arrow-path", "good"),
    "agreements.signer.replaced": Wording("Let somebody else sign {number}", "user"),
    "agreements.template.saved": Wording("Saved version {version} of the template {title}", "document-text"),
    "agreements.template.published": Wording(
        "Published version {version} of the template {title}", "document-text", "good"
    ),
    "catalogue.loaded": Wording("Loaded products: {added} added, {changed} changed", "cube"),
    "catalogue.rates": Wording("Added {added} exchange rates", "arrows-right-left"),
    "catalogue.unit": Wording("Said how many are in one {unit} of {product}", "scale"),
    "deals.account.added": Wording("Added an account", "building-office-2"),
    "deals.account.merged": Wording("Merged two accounts that are one company", "arrows-pointing-in"),
    "deals.merge.undone": Wording("Undid a merge of two accounts", "arrows-pointing-out", "warn"),
    "deals.weights.published": Wording("Put version {version} of the matching weights in force", "scale"),
    "deals.pair.decided": Wording("Said what two accounts are: {verdict}", "document-duplicate"),
    "deals.conflict.opened": Wording("Two protections meet after a merge: {first} and {second}", "scale", "warn"),
    "deals.conflict.closed": Wording("Settled a conflict of protections", "scale", "good"),
    "deals.pipeline.loaded": Wording("Loaded our pipeline: {added} added, {changed} changed", "funnel"),
    "deals.policy.saved": Wording("Saved version {number} of a registration policy", "document-text"),
    "deals.policy.submitted": Wording("Handed over version {number} of a registration policy", "document-text", "info"),
    "deals.policy.published": Wording("Published version {number} of a registration policy", "document-text", "good"),
    "deals.registration.submitted": Wording("Sent the registration {code}", "paper-airplane", "info"),
    "deals.registration.taken": Wording("Took up the registration {code}", "eye"),
    "deals.registration.returned": Wording("Gave the registration {code} back", "arrow-uturn-left", "warn"),
    "deals.registration.approved": Wording("Approved the registration {code}", "check", "good"),
    "deals.registration.refused": Wording("Refused the registration {code}", "x-mark", "bad"),
    "deals.registration.called_duplicate": Wording("Called {code} a duplicate", "document-duplicate"),
    "deals.registration.waitlisted": Wording("Kept the place of {code}", "clock"),
    "deals.registration.promoted": Wording("Looked at {code} again", "arrow-path", "info"),
    "deals.registration.withdrawn": Wording("Withdrew the registration {code}", "arrow-uturn-left"),
    "deals.registration.expired": Wording("The protection of {code} ended", "clock", "warn"),
    "deals.registration.revoked": Wording("Took back the approval of {code}", "x-mark", "bad"),
    "deals.registration.superseded": Wording("The customer's letter ended {code}", "document-text", "warn"),
    "deals.registration.closed": Wording("Closed the deal {code}: {outcome}", "flag"),
    "deals.registration.discarded": Wording("Threw a draft away", "trash"),
    "deals.registration.resolved": Wording("Said which company a registration is about", "building-office-2"),
    "deals.registration.stage": Wording("Moved {code} from {from} to {to}", "arrow-trending-up"),
    "deals.registration.activity": Wording("Told how {code} goes", "chat-bubble-left"),
    "deals.registration.asked": Wording("Asked about {code}: {kind}", "hand-raised", "info"),
    "deals.registration.reopened": Wording("Took {code} into review again", "arrow-path", "info"),
    "deals.registration.credited": Wording("Gave {code} {share} % of the credit", "scale", "info"),
    "deals.registration.priced": Wording("Wrote down another price of {code}", "receipt-percent", "info"),
    "deals.registration.price_ended": Wording("Let another price of {code} end", "receipt-percent"),
    "deals.registration.part_named": Wording("Said which partner a role on {code} is", "user-group"),
    "deals.protection.asked": Wording("Asked whether a company is protected: {purpose}", "eye"),
    "deals.protection.seen": Wording("Asked whether the customer of {code} is protected: {purpose}", "eye", "info"),
    "deals.side.opened": Wording("Disputed what became of {code}: {about}", "scale", "info", {"about": ABOUT_WORDS}),
    "deals.side.joined": Wording("Asked about {code} in the case {case}", "chat-bubble-left", "info"),
    "deals.side.said": Wording("Added to the case {case}", "chat-bubble-left"),
    "deals.side.told": Wording("Added something to read to the case {case}", "chat-bubble-left"),
    "deals.side.withdrawn": Wording("Took the case {case} back", "arrow-uturn-left"),
    "deals.side.ended": Wording("The case {case} ended without a decision", "flag"),
    "deals.side.decided": Wording("Decided the case {case}", "scale", "good"),
    "deals.side.appealed": Wording("Appealed in the case {case}", "arrow-up-circle", "warn"),
    "deals.dispute.opened": Wording("A case was opened: {case}", "scale", "info"),
    "deals.dispute.taken": Wording("Took up the case {case} as mediator", "eye"),
    "deals.dispute.side_added": Wording("Hears the partner of {code} in the case {case}", "user-plus"),
    "deals.dispute.item_added": Wording("Put something into the case {case}", "document-plus"),
    "deals.dispute.item_shared": Wording("Showed something to all sides of {case}", "share", "warn"),
    "deals.dispute.heard": Wording("Closed the hearing of {case}", "check"),
    "deals.dispute.decided": Wording("Decided the case {case}: {outcome}", "scale", "good", {"outcome": OUTCOME_WORDS}),
    "deals.dispute.appealed": Wording("A side appealed in the case {case}", "arrow-up-circle", "warn"),
    "deals.dispute.appeal_decided": Wording(
        "Decided the appeal of {case}: {outcome}", "scale", "good", {"outcome": OUTCOME_WORDS}
    ),
    "deals.dispute.withdrawn": Wording("The case {case} was taken back", "arrow-uturn-left"),
    "deals.request.granted": Wording("Accepted: {kind} {what}", "check", "good"),
    "deals.request.refused": Wording("Did not accept: {kind} {what}", "x-mark", "warn"),
    "incentives.adjustment.proposed": Wording("Proposed the adjustment {code} of {amount}", "adjustments-horizontal"),
    "incentives.adjustment.booked": Wording("Booked {amount}, adjustment {code}", "adjustments-horizontal", "good"),
    "incentives.adjustment.dropped": Wording("Dropped the adjustment {code}", "adjustments-horizontal", "warn"),
    "incentives.estimate.taken": Wording(
        "Took what {period} of {title} is expected to cost into the books", "calculator"
    ),
    "incentives.period.closed": Wording("Closed {period} of {title}", "lock-closed", "good"),
    "incentives.period.reopening_requested": Wording("Asked to reopen {period} of {title}", "lock-open", "warn"),
    "incentives.period.reopened": Wording("Reopened {period} of {title}", "lock-open", "warn"),
    "incentives.programme.created": Wording("Began {title}", "document-text"),
    "incentives.run.requested": Wording("Asked for run {n} of {title}", "calculator", "info"),
    "incentives.run.succeeded": Wording("Run {n} of {title} finished", "calculator", "good"),
    "incentives.run.failed": Wording("Run {n} of {title} failed", "calculator", "bad"),
    "incentives.statement.prepared": Wording("Prepared statement {n}", "receipt-percent"),
    "incentives.statement.approved": Wording("Approved statement {n}", "receipt-percent", "good"),
    "incentives.question.answered": Wording("Answered the question about {about}", "chat-bubble-left-right", "good"),
    "incentives.question.asked": Wording("Asked about {about}", "chat-bubble-left-right"),
    "incentives.statement.issued": Wording("Issued statement {number}", "receipt-percent", "good"),
    "incentives.statement.discarded": Wording("Discarded the draft of statement {n}", "receipt-percent", "warn"),
    "incentives.version.saved": Wording("Saved version {version} of {title}", "document-text"),
    "incentives.version.submitted": Wording(
        "Submitted version {version} of {title} to be published", "document-text", "info"
    ),
    "incentives.version.published": Wording("Published version {version} of {title}", "document-text", "good"),
    "leads.desk.saved": Wording("Said how leads are taken; shown in the locator: {shown}", "inbox-stack"),
    "leads.file.loaded": Wording("Leads from a file: {added} added, {unchanged} as they were", "arrow-up-tray", "good"),
    "leads.lead.accepted": Wording("Took the lead {code}", "check", "good"),
    "leads.lead.chosen": Wording("Chose a partner for the lead {code}", "user"),
    "leads.lead.closed": Wording("The lead {code} is no longer open", "archive-box"),
    "leads.lead.contacted": Wording("Spoke with the customer of {code}", "phone"),
    "leads.lead.converted": Wording("Made the registration {registration} of the lead {code}", "briefcase", "good"),
    "leads.lead.declined": Wording("Declined the lead {code}: {why}", "x-mark", "warn"),
    "leads.lead.erased": Wording("Blanked the person behind {code}", "eye-slash", "warn"),
    "leads.lead.given_back": Wording("Gave the lead {code} back: {why}", "arrow-uturn-left", "warn"),
    "leads.lead.held": Wording("The lead {code} needs a person", "hand-raised", "warn"),
    "leads.lead.lapsed": Wording("The lead {code} was not answered in time", "clock", "bad"),
    "leads.lead.lost": Wording("Lost the lead {code}: {why}", "flag"),
    "leads.lead.offered": Wording("Offered the lead {code}", "paper-airplane", "info"),
    "leads.lead.pulled_back": Wording("Took the lead {code} back", "arrow-uturn-left", "warn"),
    "leads.lead.put_away": Wording("Put the lead {code} away: {why}", "archive-box"),
    "leads.lead.qualified": Wording("Qualified the lead {code}", "check-badge", "good"),
    "leads.lead.received": Wording("The lead {code} came in", "inbox-arrow-down", "info"),
    "leads.lead.reopened": Wording("Took the lead {code} up again", "arrow-path"),
    "leads.lead.sent_again": Wording("Had the lead {code} routed again", "arrow-path"),
    "leads.lead.unconverted": Wording("The registration of {code} is gone; the lead is open again", "arrow-uturn-left"),
    "leads.lead.undone": Wording("Undid the assignment of {code}", "arrow-uturn-left", "warn"),
    "leads.lead.won": Wording("Won the lead {code}", "trophy", "good"),
    "leads.people.forgotten": Wording("Blanked the people behind {leads} leads: their time was over", "eye-slash"),
    "leads.policy.published": Wording("Published version {number} of the routing policy", "document-text", "good"),
    "leads.policy.saved": Wording("Saved version {number} of the routing policy", "document-text"),
    "leads.policy.submitted": Wording("Handed over version {number} of the routing policy", "document-text", "info"),
    "ledger.posted": Wording("Booked posting {n}", "book-open"),
    "partners.added": Wording("Added the partner", "building-office-2", "good"),
    "partners.alias": Wording("Said what another name means", "at-symbol"),
    "partners.changed": Wording("Changed the partner: {fields}", "building-office-2"),
    "partners.distribution": Wording("Recorded who supplies the partner", "truck"),
    "partners.loaded": Wording("Loaded {added} partners", "building-office-2"),
    "partners.standing": Wording("Tier {tier} from {since}", "star", "info"),
    "partners.status": Wording("From {from} to {to}", "building-office-2", "info"),
    "partners.tier_rights": Wording("Which tiers of {programme} may register, from {since}", "star"),
    "performance.grace.recovered": Wording("Grace ended well: the level is kept", "star", "good"),
    "performance.person.blanked": Wording("Blanked a person's name", "user"),
    "performance.programme.created": Wording("Began a tier programme", "document-text"),
    "performance.review.made": Wording(
        "Tier review of {on}: {looked_at} partners looked at, {proposals} proposals", "star", "info"
    ),
    "performance.tier.demoted": Wording("Demotion from {from} to {to}, effective {effective}", "star", "warn"),
    "performance.tier.grace": Wording("Grace to keep {from}", "star", "warn"),
    "performance.tier.held": Wording("Put a tier proposal on hold: {deed} to {to}", "star"),
    "performance.tier.invited": Wording("Invited to {level}", "star", "good"),
    "performance.tier.kept": Wording("Took back the demotion: {level} goes on", "star", "good"),
    "performance.tier.locked": Wording("Locked the level until {until}", "lock-closed", "info"),
    "performance.tier.promoted": Wording("Promotion from {from} to {to}, effective {effective}", "star", "good"),
    "performance.tier.refused": Wording("Refused a tier proposal: {deed} to {to}", "star"),
    "performance.tier.waived": Wording("Waived until {until}", "star", "info"),
    "performance.tier.waiver_ended": Wording("Ended a waiver", "star"),
    "performance.values.recorded": Wording(
        "Recorded {added} dated values, {corrected} corrected: {names}", "table-cells"
    ),
    "performance.values.withdrawn": Wording("Withdrew a dated value", "table-cells"),
    "performance.version.published": Wording("Published version {number} of a tier programme", "document-text", "good"),
    "performance.version.saved": Wording("Saved version {number} of a tier programme", "document-text"),
    "performance.version.submitted": Wording("Submitted a tier programme to be published", "document-text", "info"),
    "partners.application.begun": Wording("Began an application", "inbox-arrow-down"),
    "partners.application.applied": Wording("Applied", "inbox-arrow-down", "info"),
    "partners.application.sent_again": Wording("Sent the application again", "inbox-arrow-down", "info"),
    "partners.application.withdrawn": Wording("Took the application back", "arrow-uturn-left"),
    "partners.application.moved": Wording("Moved the application: {to}", "inbox-arrow-down"),
    "partners.application.assigned": Wording("Gave the application to somebody", "user"),
    "partners.application.returned": Wording("Asked the applicant for something again", "arrow-uturn-left", "warn"),
    "partners.application.refused": Wording("Refused the application", "x-mark", "bad"),
    "partners.application.reopened": Wording("Took the application into review again", "arrow-path", "warn"),
    "partners.application.approved": Wording("Approved the application", "check", "good"),
    "partners.application.erased": Wording("Blanked the applicant's person", "trash"),
    "partners.application.forgotten": Wording("Forgot {count} unfinished applications", "trash"),
    "partners.prospect.noted": Wording("Noted a prospect", "plus"),
    "partners.prospect.changed": Wording("Changed the prospect", "pencil-square"),
    "partners.prospect.asked": Wording("Asked the prospect to apply", "envelope", "info"),
    "partners.referral.made": Wording("Referred a company", "megaphone", "info"),
    "partners.form.saved": Wording("Saved the form of {type}", "document-text"),
    "partners.form.published": Wording("Published the form of {type}", "document-text", "good"),
    "partners.form.closed": Wording("Closed the form of {type}", "document-text", "warn"),
    "partners.plan.saved": Wording("Saved the plan of {type}", "document-text"),
    "partners.plan.published": Wording("Published the plan of {type}", "document-text", "good"),
    "partners.plan.closed": Wording("Closed the plan of {type}", "document-text", "warn"),
    "partners.onboarding.began": Wording("Began the onboarding: {tasks} steps", "clipboard-document-check", "info"),
    "partners.task.done": Wording("Did an onboarding step: {task}", "check", "good"),
    "partners.task.met": Wording("An onboarding step was met: {task}", "check", "good"),
    "partners.task.waived": Wording("Waived an onboarding step: {task}", "check", "warn"),
    "partners.task.reopened": Wording("Opened an onboarding step again: {task}", "arrow-path", "warn"),
    "partners.task.document": Wording("Handed in a document: {task}", "paper-clip"),
    "partners.task.document_removed": Wording("Took a document away: {task}", "paper-clip"),
    "partners.work.handed_over": Wording("Handed over {count} open things", "arrows-right-left"),
    "partners.site.added": Wording("Added the site {site}", "map-pin"),
    "partners.site.changed": Wording("Changed the site {site}", "map-pin"),
    "partners.capability.stated": Wording("Stated a capability: {capability}", "wrench-screwdriver"),
    "partners.capability.confirmed": Wording("Confirmed a capability: {capability}", "wrench-screwdriver", "good"),
    "partners.capability.ended": Wording("Ended a capability: {capability}", "wrench-screwdriver", "warn"),
    "partners.capability.word": Wording("Added {capability} to the vocabulary", "book-open"),
    "partners.relation.added": Wording("Recorded a relation: {relation}", "share"),
    "partners.relation.changed": Wording("Changed a relation: {relation}", "share"),
    "partners.merged": Wording("Merged duplicates", "document-duplicate", "warn"),
    "partners.merge_undone": Wording("Undid a merger of duplicates", "arrow-uturn-left", "warn"),
    "partners.ending.began": Wording("Began to end the relationship, on {ends}", "clipboard-document-list", "warn"),
    "partners.ending.settled": Wording("Settled a point of the ending: {item}", "check"),
    "partners.ending.unsettled": Wording("Opened a point of the ending again: {item}", "arrow-path"),
    "partners.ending.cancelled": Wording("Cancelled the ending", "arrow-uturn-left", "good"),
    "partners.export.asked": Wording("Asked for all the partner's own data", "arrow-down-tray"),
    "access.erased": Wording("Erased a person", "trash", "warn"),
    "access.organisation_closed": Wording("Closed the sign-ins of {people} people", "lock-closed", "warn"),
    "sales.reference.added": Wording("Said what a product number or name in files means", "link"),
    "sales.report.adding": Wording("Sales file {n} adds to what was reported", "document-plus"),
    "sales.report.decided": Wording("Sales file {n}: {accepted} accepted, {held} held, {refused} refused", "check"),
    "sales.report.mapped": Wording("Mapped the columns of sales file {n}", "table-cells"),
    "sales.report.needs_mapping": Wording("Sales file {n} waits for its columns to be mapped", "table-cells", "warn"),
    "sales.report.received": Wording("Sales file {n} arrived", "document-arrow-up"),
    "sales.report.refused": Wording("Sales file {n} was refused", "x-mark", "bad"),
    "sales.report.replaced": Wording("Sales file {n} was replaced by file {by}", "arrow-path"),
    "sales.report.replacing": Wording("Sales file {n} replaces what was reported", "arrow-path"),
    "sales.report.to_confirm": Wording("Sales file {n} says again what was reported", "arrow-path", "warn"),
    "sales.report.withdrawn": Wording("Withdrew sales file {n}", "arrow-uturn-left", "warn"),
    "sales.held.accepted": Wording("Accepted held lines of sales file {n}", "check", "good"),
    "sales.held.discarded": Wording("Dropped held lines of sales file {n}", "trash", "warn"),
    "sales.held.replayed": Wording("Took in held lines of sales file {n}", "check", "good"),
}
"""Each kind of entry in words. A kind that is not here reads as its own name."""


@dataclass(frozen=True)
class Thing:
    """What is known of an entry's subject beside its number: parts of the sentence, and its page if that is known."""

    parts: Mapping[str, str]
    address: str = ""


UNNAMED = {"title": "a programme", "person": "somebody", "product": "a product"}
NOTHING = Thing({})


class _Parts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return UNNAMED.get(key, "–")


def _part(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_part(one) for one in value) or "nothing"
    titles: Mapping[str, str] = settings.FAIRWAY_ROLE_TITLES
    text = str(value)
    return titles.get(text) or iso_text(text) or kept_money_text(text) or text.replace("_", " ")


def sentence_of(row: Entry, thing: Thing = NOTHING) -> str:
    """What one entry says; ``thing`` names its subject."""
    known = WORDS.get(row.verb)
    if known is None:
        room, _, rest = row.verb.partition(".")
        return f"{room.capitalize()}: {rest.replace('.', ' ').replace('_', ' ')}"
    said = {key: known.said.get(key, {}).get(str(value), value) for key, value in row.payload.items()}
    parts = _Parts({key: _part(value) for key, value in said.items()})
    parts["n"] = row.subject.partition(":")[2]
    # a kind's own words first, then what is known of the thing: a payload may hold a number under the same name
    return known.words.format_map(_Parts({**parts, **thing.parts}))


def numbers_of(subjects: Iterable[str]) -> dict[str, set[int]]:
    """The numbers of each kind of thing among subjects such as ``sales.report:12``."""
    found: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if number.isdigit() and number != "0":
            found.setdefault(kind, set()).add(int(number))
    return found


def people_of(rows: Iterable[Entry]) -> tuple[dict[int, str], dict[str, Thing]]:
    """Who did the things of a feed, by number; and the people they were done to, by subject."""
    found = list(rows)
    numbers = numbers_of(row.subject for row in found)
    users = numbers.get("access.user", set())
    people = names_of(users.union(row.user_id for row in found if row.user_id is not None))
    things = {f"access.user:{pk}": Thing({"person": people[pk]}) for pk in users if pk in people}
    if invitations := numbers.get("access.invitation"):
        addresses = invited_addresses(invitations)
        things |= {f"access.invitation:{pk}": Thing({"person": email}) for pk, email in addresses.items()}
    return people, things


def events_of(
    rows: Iterable[Entry],
    *,
    names: Mapping[int, tuple[str, str]],
    address: Callable[[str, int | None], str] = lambda subject, partner_id: "",
    things: Mapping[str, Thing] = MappingProxyType({}),
    name_partner: bool = True,
) -> tuple[Event, ...]:
    """Entries of a feed in the order given, with one query for the names of people and one for those invited.

    ``names`` are code and name by partner number (``partners.queries.names_of``); ``address`` answers where a subject
    (``sales.report:12``) of a partner is shown, or nothing; ``things`` names subjects; ``name_partner`` puts
    the partner before the sentence.
    """
    found = list(rows)
    people, named = people_of(found)
    things = {**named, **things}
    return tuple(
        _event(row, people, names, address, things.get(row.subject, NOTHING), name_partner=name_partner)
        for row in found
    )


def _who(row: Entry, people: Mapping[int, str]) -> str:
    """Who did it, by name; the vendor where the reader may not see which of its people; Fairway what it did itself."""
    return "Fairway" if row.user_id is None else people.get(row.user_id, settings.FAIRWAY.vendor_name)


def _event(
    row: Entry,
    people: Mapping[int, str],
    names: Mapping[int, tuple[str, str]],
    address: Callable[[str, int | None], str],
    thing: Thing,
    *,
    name_partner: bool,
) -> Event:
    known = WORDS.get(row.verb, Wording(""))
    whose = names.get(row.partner_id or 0, ("", ""))[1] if name_partner else ""
    sentence = sentence_of(row, thing)
    # after a name it goes on with a small letter, unless it begins with a number such as AG-2026-0001
    begun = sentence[:1] if known.words.startswith("{") else sentence[:1].lower()
    return Event(
        row.at,
        _who(row, people),
        f"{whose}: {begun}{sentence[1:]}" if whose else sentence,
        thing.address or address(row.subject, row.partner_id),
        known.icon,
        known.tone,
        row.reason,
    )
