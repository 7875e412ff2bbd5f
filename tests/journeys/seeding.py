"""Fills a fresh installation through the rooms' actions: people, two partners, products, one programme, one quarter.

Run as a program, in the surroundings of a site: `python -m tests.journeys.seeding`. Prints the numbers that pages need.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

NOW = datetime(2024, 6, 3, 9, 0, tzinfo=UTC)
WELCOME = """programme: welcome
title: Welcome rebate 2024
currency: EUR
calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: Europe/Berlin}
fx: transaction_date
rounding: {mode: half_up, at: payout}
returns: restate
event: sell_through
members: all
incentives:
  - id: start
    title: A good start
    kind: rebate
    stack: add
    measure: net
    method: marginal
    starts: 2024-01-01
    ends: 2024-03-31
    rates:
      - {from: 0, percent: 1}
      - {from: 10000, percent: 2}
"""
REPLACED = WELCOME.replace("percent: 2}", "percent: 2.5}")
HEADINGS = "invoice_no,invoice_line,invoice_date,product_id,quantity,net_amount,currency"
HELD = f"""{HEADINGS}
B-801,1,2024-04-03,ZZ-9,1,75.00,EUR
"""
"""Of the quarter after the settled one, about a product nobody has."""
OLAS = f"""{HEADINGS}
A-100,1,2024-01-15,FX-100,3,9000.00,EUR
A-101,1,2024-02-20,DM-24,2,5000.00,EUR
A-102,1,2024-03-05,FX-100,-1,-3000.00,EUR
"""
SAMS = f"""{HEADINGS}
B-700,1,2024-02-02,TC-120,4,4400.00,EUR
"""


def seed() -> dict[str, object]:
    """Write everything down and answer the numbers of what there is."""
    from fairway.catalogue import actions as catalogue
    from fairway.catalogue.rules import ProductFacts, RateFacts
    from fairway.kit.access import SIGNING_IN, WORKER, acting_as, people
    from fairway.kit.journal import sealing
    from fairway.values import exact
    from tests import builders

    with acting_as(WORKER):
        catalogue.load_products(
            actor=WORKER,
            now=NOW,
            prices_from=date(2024, 1, 1),
            reason="Price list",
            rows=[
                ProductFacts(sku=sku, name=name, category=category, subcategory=kind, family=sku[:2], brand="Halden",
                             line="field", unit="EA", list_price=exact(price), currency="EUR")
                for sku, name, category, kind, price in (
                    ("FX-100", "Thermal camera, fixed", "Cameras", "Fixed", "3200"),
                    ("DM-24", "Multimeter", "Meters", "Handheld", "260"),
                    ("TC-120", "Thermocouple set", "Meters", "Sensors", "110"),
                    ("TL-10", "Tripod, light", "Accessories", "Tripods", "90"),
                )
            ],
        )  # fmt: skip
        catalogue.load_rates(
            actor=WORKER,
            now=NOW,
            reason="Treasury",
            rows=[RateFacts("USD", "EUR", date(2024, month, 1), exact("0.92")) for month in (1, 4, 7)],
        )
    everybody = builders.people(NOW)
    # somebody with two organisations: finance at the vendor, principal of partner B
    with acting_as(WORKER):
        _, secret = people.invite(
            actor=WORKER, now=NOW, email="pia@both.example", role="finance", partner_id=None, name="Pia"
        )
    with acting_as(SIGNING_IN):
        pia = people.accept(now=NOW, secret=secret, name="Pia", password=builders.PASSWORD)
    with acting_as(SIGNING_IN):
        people.admit(user_id=pia.pk, role="principal", partner_id=everybody.b, now=NOW)

    olas = _send(everybody.ola, "anker-2024-q1.csv", OLAS)
    _send(everybody.sam, "baylight-2024-q1.csv", SAMS)
    held = _send(everybody.sam, "baylight-2024-04.csv", HELD)
    found = _settle(everybody)
    _tiers(everybody)
    with acting_as(WORKER):
        sealing.seal(now=NOW + timedelta(hours=3))
    found |= _territories(everybody)
    found |= _agreement(everybody)
    found |= _deals(everybody)
    found |= _leads(everybody)
    found["recruiting"] = _recruiting(everybody)
    return {"a": everybody.a, "b": everybody.b, "report": olas, "held": held, "ada": everybody.ada.user_id,
            "ines": everybody.ines.user_id, **found}  # fmt: skip


def _send(actor: object, name: str, text: str) -> int:
    from fairway.formats.layout import Layout
    from fairway.kit.access import WORKER, Actor, acting_as
    from fairway.sales import actions as sales

    assert isinstance(actor, Actor)
    headings = HEADINGS.split(",")
    layout = Layout(kind="delimited", encoding="utf-8", delimiter=",", header_row=1, decimal=".", dates="ymd",
                    columns={one: one for one in headings}, constants={"event": "sell_through"})  # fmt: skip
    with acting_as(actor):
        received = sales.receive(
            actor=actor,
            now=NOW,
            reporter_id=actor.partner_id,
            file_name=name,
            content=[text.encode()],
            layout=layout,
            layout_name="",
            enqueue=False,
        )
    sales.process(actor=WORKER, now=NOW, report_id=received.report_id)
    return received.report_id


def _settle(everybody: object) -> dict[str, object]:
    """Publish the programme, run it, close the quarter; Ola's statement is issued, Sam's waits."""
    from fairway.incentives import actions, queries
    from fairway.kit.access import WORKER, acting_as
    from fairway.values import Money
    from tests.builders import People

    assert isinstance(everybody, People)
    maya, theo = everybody.maya, everybody.theo
    with acting_as(maya):
        draft = actions.create_programme(actor=maya, now=NOW, code="welcome", title="Welcome rebate 2024", text=WELCOME)
        actions.submit(actor=maya, now=NOW, version_id=draft.version_id, note="As agreed")
    with acting_as(theo):
        actions.publish(actor=theo, now=NOW, version_id=draft.version_id)
    with acting_as(maya):
        run = actions.start_run(
            actor=maya, now=NOW, programme_id=draft.programme_id, as_of=date(2024, 6, 3), at_once=True
        )
    outcome = actions.perform_run(actor=WORKER, now=NOW, run_id=run)
    assert outcome.state == "succeeded", outcome.failure
    with acting_as(maya):
        actions.close_period(
            actor=maya, now=NOW, programme_id=draft.programme_id, period="2024-Q1", reason="All files are in"
        )
        actions.prepare_statements(actor=maya, now=NOW, period="2024-Q1")
        waiting = queries.statements_for(maya, period="2024-Q1")
    olas = next(row for row in waiting if row.partner_id == everybody.a)
    with acting_as(theo):
        actions.approve_statement(actor=theo, now=NOW, statement_id=olas.id)
    with acting_as(theo):
        number = actions.issue_statement(actor=theo, now=NOW, statement_id=olas.id)
    with acting_as(everybody.ola):
        figure = queries.figure(everybody.ola, statement_number=number, line=1)
        question = actions.ask(actor=everybody.ola, now=NOW, figure=figure, text="Is the invoice of 28 March in it?")
    with acting_as(theo):
        actions.answer(actor=theo, now=NOW, code=question, text="It is: follow how this comes about.")
        adjustment = actions.propose_adjustment(
            actor=theo, now=NOW, partner_id=everybody.a, amount=Money.of("25", "USD"), title="Goodwill",
            explanation="The launch event was ours to pay.", reason="Agreed on the telephone",
        )  # fmt: skip
        actions.drop_adjustment(actor=theo, now=NOW, code=adjustment, reason="Paid another way")
    with acting_as(maya):
        actions.save_draft(actor=maya, now=NOW, programme_id=draft.programme_id, text=REPLACED)
        payout = queries.payouts(maya, run, partner_id=everybody.a).rows[0].id
        published = queries.programme(maya, "welcome").versions[-1].id
        trial = actions.keep_trial(
            actor=maya, now=NOW, programme_id=draft.programme_id, name="The next version", text=REPLACED,
            against=published, on=date(2024, 6, 3), note="What it would have paid in the first quarter",
        )  # fmt: skip
    return {
        "trial": trial,
        "question": question,
        "adjustment": adjustment,
        "programme": draft.programme_id,
        "run": run,
        "statement": olas.id,
        "number": number,
        "payout": payout,
    }


def _territories(everybody: object) -> dict[str, object]:
    """Ola's partner holds cameras in Bavaria alone; Sam's sells openly in two states; one territory has a name."""
    from fairway.agreements.actions import grants, territories, trees
    from fairway.agreements.rules.grants import Terms
    from fairway.agreements.rules.places import Area
    from fairway.kit.access import acting_as
    from tests.builders import People

    assert isinstance(everybody, People)
    maya, day = everybody.maya, date(2024, 1, 1)
    with acting_as(maya):
        trees.lines_from_catalogue(actor=maya, now=NOW)
        territory = territories.save_territory(
            actor=maya, now=NOW, code="plains", name="The plains", areas=[Area("US-IA"), Area("US-NE")]
        )
        said = Terms(everybody.a, "exclusive", (Area("DE-BY"),), day, line="Cameras")
        grant = grants.grant(actor=maya, now=NOW, terms=said, reason="As agreed.").grant_id
        said = Terms(everybody.b, "open", (Area("US-IA"), Area("US-NE")), day, territory_id=territory)
        grants.grant(actor=maya, now=NOW, terms=said, reason="As agreed.")
    return {"territory": territory, "grant": grant}


def _recruiting(everybody: object) -> dict[str, object]:
    """An application, Ola's onboarding with a document, a capability to confirm, an ending that began."""
    from tests.builders import People
    from tests.rooms.partners.builders import organisation

    assert isinstance(everybody, People)
    made = organisation(everybody, NOW)
    return {name: made[name] for name in ("application_id", "paper_id", "task_id", "capability_id", "item_id", "kind")}


TIERS = """
tiers: channel
title: Channel tiers
currency: EUR
members: all
metrics:
  - {id: net_sales, title: Net sales, source: sales, window: ever}
  - {id: references, title: References, source: values, take: count, window: ever}
levels:
  - id: registered
  - {id: silver, requires: [{metric: net_sales, at_least: 4000}], unlocks: {price_list: silver, registration: yes}}
  - id: gold
    requires: [{metric: net_sales, at_least: 10000}, {metric: references, at_least: 3}]
    unlocks: {price_list: gold, registration: yes, fund_rate: 2, benefits: [{title: A named channel manager}]}
review: {promotion: any_time, demotion: any_time, grace: {length: 90 days, progress: 60}, notice: 30}
"""


def _tiers(everybody: object) -> None:
    """Publish a tier programme. Ola's 11,000 are enough for gold, but of its three references she has two."""
    from fairway.kit.access import acting_as
    from fairway.performance import actions
    from fairway.performance.rules.tiers.values_file import ValueFacts
    from tests.builders import People

    assert isinstance(everybody, People)
    carl = everybody.carl
    with acting_as(carl):
        draft = actions.create_programme(actor=carl, now=NOW, text=TIERS)
        actions.submit(actor=carl, now=NOW, version_id=draft.version_id, note="As agreed")
    with acting_as(everybody.theo):
        actions.publish(
            actor=everybody.theo, now=NOW, version_id=draft.version_id, applies_from=date(2024, 1, 1), note="Agreed"
        )
    rows = [ValueFacts("A-1", "references", f"2024-05-0{day}", "1") for day in (2, 3)]
    rows += [ValueFacts("B-2", "references", "2024-05-02", "1", "", "c-1", "Somebody")]
    with acting_as(carl):
        actions.record_values(actor=carl, now=NOW, rows=rows)
        actions.review(actor=carl, now=NOW, programme_id=draft.programme_id, on=NOW.date())


def _agreement(everybody: object) -> dict[str, object]:
    """A template, and an agreement that waits for Ola's signature: sent today, so that it still can be signed."""
    from fairway.agreements.models import Paper, Signer, TemplateVersion
    from fairway.kit.access import WORKER, acting_as
    from tests.builders import People
    from tests.rooms.agreements import stories

    assert isinstance(everybody, People)
    today = datetime.now(UTC)
    made = stories.draft(
        everybody, today, stories.template(everybody, today), lines=["Cameras"],
        territories=[{"kind": "open", "places": "DE-HH"}], since_on=today.date().isoformat(), until_on="",
    )  # fmt: skip
    stories.send(everybody, today, made)
    with acting_as(WORKER):
        return {
            "agreement": made,
            "paper": Paper.objects.get(agreement_id=made).pk,
            "signer": Signer.objects.filter(agreement_id=made)[0].pk,
            "template": TemplateVersion.objects.get().template_id,
        }


def _deals(everybody: object) -> dict[str, object]:
    """A policy; a deal of Ola that ran out, its meeting never proved; Sam behind it; and a case about a refusal."""
    from fairway.catalogue import queries as catalogue
    from fairway.deals import actions
    from fairway.deals.rules.asked import Asked, AskedLine
    from fairway.kit.access import WORKER, acting_as
    from fairway.values import exact
    from tests.builders import People
    from tests.doors.staff import dispute_stories
    from tests.rooms.deals import stories

    assert isinstance(everybody, People)
    begun = datetime.now(UTC) - timedelta(days=60)
    policy = stories.put_policy(everybody, begun, stories.POLICY.replace("currency: USD", "currency: EUR"))
    with acting_as(WORKER):
        camera = catalogue.visible_to(WORKER).get(sku="FX-100")
    lines = (AskedLine(camera.pk, camera.sku, camera.category, exact(5), exact("20000")),)
    fields = {
        "name": "New studio", "company": "Lakeside Film Inc.", "country": "US", "website": "lakeside.example",
        "expected_close": f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d}", "contact_name": "Ann Field",
        "contact_email": "ann@lakeside.example",
    }  # fmt: skip
    first = stories.register(everybody.ola, begun, policy, Asked(fields, lines))
    second = stories.register(everybody.sam, begun + timedelta(hours=2), policy, Asked(fields, lines))
    with acting_as(everybody.carl):
        later = begun + timedelta(days=1)
        actions.approve(actor=everybody.carl, now=later, code=first, text="Registered for you.")
        actions.queue(actor=everybody.carl, now=later, code=second, text="It keeps its place.")
    fields |= {"company": "Hilltop Media Inc.", "website": "hilltop.example", "contact_email": "ann@hilltop.example"}
    refused = stories.register(everybody.ola, later, policy, Asked(fields, lines))
    with acting_as(everybody.carl):
        actions.refuse(
            actor=everybody.carl, now=later, code=refused, answer="existing_business", text="They buy from us already."
        )
    mine, case = dispute_stories.case_about(everybody, datetime.now(UTC), refused)
    _, merged = stories.accounts_alike(everybody, datetime.now(UTC))
    return {"deal": first, "waiting": second, "policy": policy, "own_case": mine, "case": case, "merge": merged}


def _leads(everybody: object) -> dict[str, object]:
    """A routing policy that asks for no grants, both partners in the locator, and a lead that Ola works on."""
    from fairway.kit.access import acting_as
    from fairway.leads import actions
    from tests.builders import People
    from tests.rooms.leads import stories

    assert isinstance(everybody, People)
    begun = datetime.now(UTC) - timedelta(days=2)
    stories.put_policy(everybody, begun, stories.POLICY.replace("rights: needed", "rights: not_asked"))
    for who in (everybody.ola, everybody.sam):
        with acting_as(who):
            actions.save_desk(
                actor=who, now=begun, capacity=None, languages=["de"], paused_until=None, about="Cameras.", shown=True
            )
    code, offer = stories.comes(begun)
    with acting_as(everybody.ola):
        actions.accept(actor=everybody.ola, now=begun, code=offer)
    return {"lead": code, "offer": offer}


if __name__ == "__main__":
    import fairway.config

    fairway.config.start()
    print(json.dumps(seed()))
