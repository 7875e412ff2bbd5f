"""How leads are shown on both sides: states, reasons, and the form of somebody who asks."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django import forms

from fairway.leads.rules import life
from fairway.leads.rules.answers import Scored
from fairway.leads.rules.facts import LONGEST, LeadFacts
from fairway.leads.rules.languages import languages
from fairway.web.shared.components import Badge, Tone
from fairway.web.shared.countries import countries

TONES: dict[str, Tone] = {
    "waiting": "info", "unrouted": "warn", "offered": "info", "accepted": "info", "contacted": "info",
    "qualified": "good", "converted": "good", "won": "good", "lost": "calm", "closed": "calm", "declined": "calm",
    "lapsed": "bad", "given_back": "calm", "pulled_back": "warn", "undone": "calm", "withdrawn": "calm",
}  # fmt: skip


def vendor_badge(status: str) -> Badge:
    """A lead's state, or an offer's, in the vendor's words."""
    words = life.VENDOR_WORDS.get(status) or life.PARTNER_WORDS[status][0]
    return Badge({"declined": "Declined", "given_back": "Given back"}.get(status, words), TONES[status])


def partner_badge(state: str) -> Badge:
    """An offer's state in the partner's words."""
    return Badge(life.PARTNER_WORDS[state][0], TONES["unrouted"] if state == "offered" else TONES[state])


def reason_words(code: str) -> str:
    """A reason's code in words."""
    return life.REASONS.get(code, "")


def time_text(time: timedelta | None) -> str:
    """A length of time for a scorecard: in minutes, hours or days; a dash for none."""
    if time is None:
        return "–"
    hours = time.total_seconds() / 3600
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"


def score_rows(score: Scored) -> list[tuple[str, str]]:
    """A scorecard as facts: each share with its counts and how sure it is."""
    return [
        ("Leads answered", str(score.leads)), ("Time to answer, half were faster", time_text(score.time)),
        ("Taken in time", score.taken.text), ("Contacted, of those taken", score.contacted.text),
        ("Registered", score.converted.text), ("Won", score.won.text),
    ]  # fmt: skip


class LeadForm(forms.Form):
    """Somebody who asks: the company, the person, what they need. Checked by the room, as every way in is."""

    use_required_attribute = False
    needed: ClassVar[frozenset[str]] = frozenset({"company", "country", "contact_email", "contact_name"})
    company = forms.CharField(
        label="Company", max_length=LONGEST["company"], required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    website = forms.CharField(label="Website", max_length=LONGEST["website"], required=False)
    country = forms.ChoiceField(label="Country", required=False)
    region = forms.CharField(
        label="State or region", max_length=LONGEST["region"], required=False, help_text="Its code or its name."
    )
    postal_code = forms.CharField(
        label="Postal code", max_length=LONGEST["postal_code"], required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )  # fmt: skip
    city = forms.CharField(label="City", max_length=LONGEST["city"], required=False)
    address = forms.CharField(label="Street", max_length=LONGEST["address"], required=False)
    product = forms.ChoiceField(label="What it is about", required=False)
    language = forms.ChoiceField(label="Language", required=False)
    need = forms.CharField(
        label="What you need", max_length=LONGEST["need"], required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    contact_name = forms.CharField(
        label="Name", max_length=LONGEST["contact_name"], required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact_email = forms.EmailField(
        label="E-mail address", max_length=LONGEST["contact_email"], required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    contact_phone = forms.CharField(
        label="Phone", max_length=LONGEST["contact_phone"], required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )  # fmt: skip

    def __init__(self, *args: object, lines: tuple[tuple[str, str], ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in self.needed:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = "This is needed."
        self.fields["country"].choices = [("", "Choose"), *countries()]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", "Any"), *languages().items()]  # type: ignore[attr-defined]
        self.fields["product"].choices = [("", "Not sure yet"), *lines]  # type: ignore[attr-defined]

    def facts(self, *, source: str, consent: str) -> LeadFacts:
        """What was written, as the room takes it."""
        names = [name for name in LeadFacts.__dataclass_fields__ if name in self.fields]
        said = {name: str(self.cleaned_data.get(name) or "").strip() for name in names}
        return LeadFacts(**{**said, "source": said.get("source") or source, "consent": said.get("consent") or consent})
