"""What a partner reads of programmes: its own in plain words, and of others not even that they exist."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.builders import People
from tests.rooms.incentives.stories import VOLUME, publish

RESELLERS = VOLUME.replace("[value_added_reseller, system_integrator]", "[value_added_reseller]")


def test_only_members_find_a_programme(ola: Client, sam: Client, people: People) -> None:
    publish(people, RESELLERS)
    address = reverse("partner:programme", args=["fy12"])
    assert "Quarterly volume rebate" in ola.get(address).content.decode()
    assert "Reseller programme 2012" in ola.get(reverse("partner:programmes")).content.decode()
    assert sam.get(address).status_code == 404
    assert "Reseller programme 2012" not in sam.get(reverse("partner:programmes")).content.decode()
