"""The companies that the channel sells to, as the vendor knows them."""

from __future__ import annotations

from django.db import models


class Account(models.Model):
    """One company the channel sells to, or may. The values are those a match is made by (``fairway.matching``).

    Accounts are the vendor's: a partner never reads them, for who else asked for a company is nobody's business. A
    merged account keeps its row and names the one that stands for it.
    """

    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=80, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    domain = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    tax_id = models.CharField(max_length=60, blank=True)
    merged_into = models.ForeignKey("deals.Account", on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
