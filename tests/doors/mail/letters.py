"""Mails of every story, as a mail server hands them over."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.test import Client

SECRET = "a secret of more than twenty letters"
TRUSTED = "mx.vendor.example"
GOOD = """Hello,

Opportunity: New studios
End customer: Northwind Traders Inc.
Country: us
Website: northwind.example
Expected close: 2026-06-30
Contact at the customer: Ann Field
Their e-mail: ann@northwind.example
Product: CAM-1; 5; 20,000

Best regards
Ola
--
Company: somebody else entirely
"""


def opened(monkeypatch: Any) -> None:
    """Let mails in: a secret, a trusted server, an address."""
    there = replace(
        settings.FAIRWAY, inbox_secret=SECRET, inbox_trusts=TRUSTED, inbox_address="deals@vendor.example"
    )  # fmt: skip
    monkeypatch.setattr(settings, "FAIRWAY", there)


def letter(
    text: str = GOOD, *, sender: str = "Ola <ola@a.example>", number: str = "1", vouched: str = "dmarc=pass",
    subject: str = "A deal", files: Mapping[str, bytes] | None = None, headers: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """A mail as it came over the wire."""
    made = EmailMessage()
    domain = sender.rpartition("@")[2].strip("> ")
    if vouched:
        made["Authentication-Results"] = f"{TRUSTED} 1; spf=none; {vouched} (p=reject) header.from={domain}"
    made["From"], made["To"], made["Subject"] = sender, "deals@vendor.example", subject
    made["Message-ID"] = f"<{number}@a.example>"
    for name, value in (headers or {}).items():
        made[name] = value
    made.set_content(text)
    for name, content in (files or {}).items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def hand_in(raw: bytes, now: datetime, *, secret: str = SECRET, seconds: int = 0) -> int:
    """Hand a mail in at the door, signed; answers the status."""
    stamp = str(int(now.timestamp()) + seconds)
    due = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    signature = {"X-Fairway-Signature": f"t={stamp},v1={due}"}
    return Client().post("/in/mail/", raw, content_type="message/rfc822", headers=signature).status_code
