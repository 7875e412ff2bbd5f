"""Write a registration policy, hand it over, publish it as a second person."""

from __future__ import annotations

import hashlib
from datetime import datetime

from fairway.deals.models import PolicyPublication, PolicyVersion, RegistrationPolicy
from fairway.deals.rules.policy import Policy, check
from fairway.deals.rules.refusals import ChangedMeanwhile, NotFound, Refused
from fairway.kit import journal
from fairway.kit.access import Actor


def create_policy(*, actor: Actor, now: datetime, text: str) -> int:
    """Begin a policy with its first draft; its id is the one the document gives. Answers its number.

    :raises Refused: the document has no id, or the id is taken.
    """
    actor.require("policies.edit")
    checked = check(text)
    if checked.policy is None:
        first = checked.errors[0]
        raise Refused(f"Line {first.line}: {first.message} A first draft has to be sound. {first.hint}")
    code = checked.policy.id
    if RegistrationPolicy.objects.filter(code=code).exists():
        raise Refused(f"There is a policy {code} already: write a new version of it, or choose another id.")
    policy = RegistrationPolicy.objects.create(
        code=code, title=checked.policy.title, created_by_id=actor.user_id, created_at=now
    )
    save_policy_draft(actor=actor, now=now, policy_id=policy.pk, text=text)
    return policy.pk


def save_policy_draft(*, actor: Actor, now: datetime, policy_id: int, text: str, began: str = "") -> int:
    """Keep a draft, sound or not; answers the version's number. After a publication it begins the next version.

    A change takes a submission back, since the second person must see what will be published. ``began`` is the digest
    of the text the writer began with: what somebody saved meanwhile is never replaced unseen.

    :raises NotFound: no such policy.
    :raises ChangedMeanwhile: another text than ``began`` stands there by now.
    """
    actor.require("policies.edit")
    policy = RegistrationPolicy.objects.select_for_update().filter(pk=policy_id).first()
    if policy is None:
        raise NotFound(f"There is no registration policy {policy_id}.")
    digest = hashlib.sha256(text.encode()).hexdigest()
    latest = PolicyVersion.objects.filter(policy=policy).order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest.number
    if latest is not None and began and latest.digest != began:
        raise ChangedMeanwhile(latest.number)
    if latest is None or PolicyPublication.objects.filter(version=latest).exists():
        latest = PolicyVersion.objects.create(
            policy=policy, number=1 if latest is None else latest.number + 1, text=text, digest=digest,
            edited_by_id=actor.user_id, edited_at=now,
        )  # fmt: skip
    else:
        latest.text, latest.digest, latest.edited_by_id, latest.edited_at = text, digest, actor.user_id, now
        latest.submitted_by_id, latest.submitted_at = None, None
        latest.save()
    journal.record(
        actor=actor, now=now, verb="deals.policy.saved", subject=f"deals.policy:{policy.pk}",
        payload={"number": latest.number, "digest": digest},
    )  # fmt: skip
    return latest.number


def submit_policy(*, actor: Actor, now: datetime, version_id: int) -> None:
    """Hand a sound draft to a second person. :raises Refused: it has errors, or names another policy."""
    actor.require("policies.edit")
    version = _version(version_id)
    _sound(version)
    if version.submitted_at is not None:
        return
    version.submitted_by_id, version.submitted_at = actor.person, now
    version.save(update_fields=["submitted_by", "submitted_at"])
    journal.record(
        actor=actor, now=now, verb="deals.policy.submitted", subject=f"deals.policy:{version.policy_id}",
        payload={"number": version.number},
    )  # fmt: skip


def publish_policy(*, actor: Actor, now: datetime, version_id: int, note: str = "", seen: str = "") -> int:
    """Publish a submitted version as a second person; registrations sent from now on follow it.

    ``seen`` is the digest of the text that was read before deciding.

    :raises Refused: nobody handed it over, or the same person wrote it or did.
    :raises ChangedMeanwhile: the version holds another text than was seen.
    """
    actor.require("policies.publish")
    version = _version(version_id)
    if seen and seen != version.digest:
        raise ChangedMeanwhile(version.number)
    policy = _sound(version)
    if version.submitted_at is None:
        raise Refused("Nobody has handed this text over: ask its author to, so that two people have read it.")
    if actor.person in {version.edited_by_id, version.submitted_by_id}:
        raise Refused("You wrote or submitted it yourself: publishing needs a second person.")
    made = PolicyPublication.objects.create(
        version=version, note=note.strip(), published_by_id=actor.person, published_at=now
    )
    RegistrationPolicy.objects.filter(pk=version.policy_id).update(title=policy.title)
    journal.record(
        actor=actor, now=now, verb="deals.policy.published", subject=f"deals.policy:{version.policy_id}",
        reason=note.strip(), payload={"number": version.number, "digest": version.digest},
    )  # fmt: skip
    return made.pk


def _version(version_id: int) -> PolicyVersion:
    version = (
        PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy").filter(pk=version_id).first()
    )
    if version is None:
        raise NotFound(f"There is no version {version_id}.")
    if PolicyPublication.objects.filter(version=version).exists():
        raise Refused(f"Version {version.number} is published and never changes: save a change as the next version.")
    return version


def _sound(version: PolicyVersion) -> Policy:
    checked = check(version.text)
    if checked.policy is None:
        first = checked.errors[0]
        raise Refused(
            f"The document has {len(checked.errors)} error(s), the first in line {first.line}: {first.message}"
        )
    if checked.policy.id != version.policy.code:
        raise Refused(
            f"The document says registration: {checked.policy.id}, but this is {version.policy.code}. Make them one."
        )
    return checked.policy
