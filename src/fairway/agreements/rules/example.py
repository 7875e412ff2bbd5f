"""A template to begin with: a reseller agreement with every part of the particulars."""

EXAMPLE = """# {{ agreement.title }}

between **{{ vendor.name }}** (the Vendor) and **{{ partner.name }}**, {{ partner.address }} (the Partner).

## 1. Appointment {#appointment}

The Vendor appoints the Partner as {{ appointment.roles }} for these product lines:

{{ appointment.lines }}

The Partner acts in its own name and for its own account.

## 2. Territory {#territories}

{{ when territory.places }}
The Partner sells in:

{{ territory.places }}
{{ otherwise }}
The appointment is not bound to a territory.
{{ end }}

{{ when territory.exclusive }}
Where the territory is exclusive, the Vendor appoints nobody else there while this agreement is in force.
{{ otherwise }}
The Vendor may appoint others beside the Partner.
{{ end }}

The Partner may always answer customers who ask unsolicited, wherever they are, and may sell on the internet.

## 3. Prices and payment {#price}

{{ when price.list }}
The Partner buys by the price list {{ price.list }}.
{{ end }}
{{ when price.discount }}
The Partner's discount is {{ price.discount }} % of the list price.
{{ end }}
{{ when price.payment_days }}
Invoices are due within {{ price.payment_days }} days.
{{ end }}
The Partner sets its resale prices itself.

## 4. What the Partner undertakes {#expectations}

{{ when expectations }}
{{ expectations }}
{{ otherwise }}
The Partner promotes the products with the care of a prudent merchant.
{{ end }}

## 5. What the Vendor undertakes {#duties}

{{ when duties }}
{{ duties }}
{{ otherwise }}
The Vendor supplies the Partner as it supplies others in like circumstances.
{{ end }}

## 6. Brand and licences {#licence}

{{ when brand.standards }}
The Partner keeps these standards: {{ brand.standards }}
{{ end }}
{{ when licences }}
While this agreement is in force the Partner may use:

{{ licences }}
{{ otherwise }}
The Partner may name itself a partner of the Vendor.
{{ end }}

## 7. Competing products

{{ when covenants.non_compete }}
The Partner does not sell competing products for {{ covenants.non_compete_months }} months.
{{ otherwise }}
The Partner may sell competing products.
{{ end }}

## 8. Term {#term}

This agreement holds from {{ term.since }}.
{{ when term.until }}
It ends on {{ term.until }}, which is the first day it no longer holds.
{{ end }}
{{ when term.renews }}
It renews by itself for {{ term.renewal_months }} months at a time, unless a side gives notice {{ term.notice_days }}
days before it would end.
{{ otherwise }}
It does not renew by itself. Either side may end it with {{ term.notice_days }} days' notice.
{{ end }}

## 9. Compliance {#compliance}

{{ when compliance }}
{{ compliance }}
{{ end }}
{{ when compliance.note }}
{{ compliance.note }}
{{ end }}
Both sides keep the law that applies to them.
"""
