"""Accounts in the real database: found by the next question, merged and taken apart again, never seen by partners."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from fairway.deals import actions, queries
from fairway.deals.actions.alike import as_one_list
from fairway.deals.models import Account, AccountKey, AccountReading, CompanyKey, Likeness, Merge, PairDecision
from fairway.deals.queries.companies import locks_of
from fairway.deals.rules.identity import lock_key
from fairway.deals.rules.pipeline import OpportunityFacts
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit.access import WORKER, NotAllowed, acting_as
from fairway.matching.company import Company
from fairway.matching.keys import keys_of
from fairway.matching.normalise import known
from fairway.matching.weights import BadWeights, packaged
from tests.benchmarks.companies import World
from tests.builders import People
from tests.rooms.deals.stories import asked, put_policy, put_products, register, status

pytestmark = pytest.mark.django_db
ACME = {"name": "Zwickelmoser GmbH", "address": "Hauptstr. 12", "city": "Bonn", "postal_code": "53111", "country": "DE"}


def add(people: People, now: datetime, **facts: str) -> int:
    with acting_as(people.carl):
        return actions.add_account(actor=people.carl, now=now, facts=ACME | facts)


def test_a_new_account_is_found_by_the_next_question(people: People, now: datetime) -> None:
    asked_for = Company(name="ZWICKELMOSER", address="Hauptstraße 12", city="Bonn", country="DE")
    with acting_as(people.carl):
        assert queries.look_up(people.carl, asked_for).new
    number = add(people, now)
    with acting_as(people.carl):
        answer = queries.look_up(people.carl, asked_for)
        assert not answer.new
        assert (answer.found[0].known.id, answer.found[0].reasons) == (
            str(number),
            ("name differs only by legal form", "same address"),
        )
        assert queries.look_up(people.carl, Company(name="Siebenstern AG", city="Bonn", country="DE")).new


def test_the_surroundings_are_counted_and_change_no_answer(people: People, now: datetime) -> None:
    number = add(people, now)
    for other in ("Kraft Labs AG", "Norwind Logistics", "Otto Bau"):
        add(people, now, name=other, address="Am Markt 3")
    with acting_as(WORKER):
        AccountReading.objects.filter(account=number).update(version=0)
        assert actions.read_all(actor=WORKER, now=now) == 1
        assert actions.read_all(actor=WORKER, now=now) == 0
        answer = queries.look_up(WORKER, Company(name="Zwickelmoser", city="Bonn", address="Hauptstr. 12"))
        assert answer.found[0].known.id == str(number) and not answer.new


def test_a_company_written_otherwise_waits_for_a_person_or_is_known(people: People, now: datetime) -> None:
    number = add(people, now, name="Northwind Traders Incorporated", country="US", domain="northwind.example")
    policy, products = put_policy(people, now), put_products(now)
    code = register(
        people.ola, now, policy, asked(products, company="Nortwhind Traders", website="nwt.example", city="Bonn")
    )
    with acting_as(people.carl):
        shown = queries.for_decision(people.carl, code, now)
        assert Account.objects.count() == 1
    assert [one.account_id for one in shown.candidates] == [number] or shown.account_id == number
    assert status(code) in ("submitted", "in_review")


def test_every_way_in_makes_a_company_known_by_both_sorts_of_keys(people: People, now: datetime) -> None:
    add(people, now)
    policy, products = put_policy(people, now), put_products(now)
    register(people.ola, now, policy, asked(products, company="Quibble Optics LLC", website="quibble.example"))
    with acting_as(people.maya):
        row = OpportunityFacts("O-1", "Vantrap Mills", "US", "", "Prospecting", "", "", "", "")
        actions.load_opportunities(actor=people.maya, now=now, rows=[row])
    other = asked(products, company="Otto Bau", website="otto.example")
    code = register(people.sam, now, policy, other, look=False)
    with acting_as(people.carl):
        actions.resolve(actor=people.carl, now=now, code=code, account_id=None)
        every = set(Account.objects.values_list("pk", flat=True))
        assert len(every) == 4
        assert set(CompanyKey.objects.values_list("account", flat=True)) == every
        assert set(AccountReading.objects.values_list("account", flat=True)) == every
        assert set(AccountKey.objects.values_list("account", flat=True)) == every


def test_accounts_are_made_in_one_place_only() -> None:
    source = Path(queries.__file__).parents[1]
    makers = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if re.search(r"\bAccount\.objects\.(?:bulk_)?(?:get_or_|update_or_)?create", path.read_text(encoding="utf-8"))
    }
    assert makers == {"actions/reading.py"}


@pytest.mark.parametrize("seed", [1, 2])
def test_what_has_one_sure_key_is_found_by_the_matcher_and_waits_for_one_lock(seed: int) -> None:
    # two spellings that `CompanyKey` takes for one must not be strangers to the index, nor escape each other's locks
    world = World(400, seed)
    pairs = [(one, world.written(one).company) for one in world.accounts()]
    names = [(one, one._replace(name=name)) for one, _ in pairs[:60] for name in (f"The {one.name}", one.name.upper())]
    alike = 0
    for one, other in [*pairs, *names]:
        country = other.country or one.country
        if lock_key(one.name, one.country) == lock_key(other.name, country):
            alike += 1
            mine, theirs = (set(keys_of(known(each))) for each in (one, other))
            assert {key for key in mine & theirs if key[0] in "jwkpd"}, (one.name, other.name)
            facts = [{"company": each.name, "country": country} for each in (one, other)]
            assert set(locks_of(facts[0])) & set(locks_of(facts[1]))
    assert alike > 150


def test_a_merge_can_be_undone_for_ever(people: People, now: datetime) -> None:
    one, two, three = (add(people, now, name=name) for name in ("Acme", "Acme Bonn", "Acme Labs"))
    with acting_as(people.carl):
        first = actions.merge(actor=people.carl, now=now, kept_id=two, gone_id=three, reason="Same owner")
        assert actions.merge(actor=people.carl, now=now, kept_id=two, gone_id=three, reason="Same owner") == first
        second = actions.merge(actor=people.carl, now=now, kept_id=one, gone_id=two, reason="One company")
        assert {row.pk: row.merged_into_id for row in Account.objects.all()} == {one: None, two: one, three: one}
        found = queries.look_up(people.carl, Company(name="Acme Labs", city="Bonn", country="DE")).found
        assert str(three) not in [each.known.id for each in found]
        actions.undo_merge(actor=people.carl, now=now, merge_id=second, reason="They moved apart")
        actions.undo_merge(actor=people.carl, now=now, merge_id=second, reason="They moved apart")
        assert {row.pk: row.merged_into_id for row in Account.objects.all()} == {one: None, two: None, three: two}
        actions.undo_merge(actor=people.carl, now=now, merge_id=first, reason="")
        assert not Account.objects.exclude(merged_into=None).exists()
        assert [row.undone for row in queries.merges_of(people.carl, two)] == [True, True]


def test_merges_are_undone_in_any_order(people: People, now: datetime) -> None:
    one, two, three = (add(people, now, name=name) for name in ("Acme", "Acme Bonn", "Acme Labs"))
    with acting_as(people.carl):
        first = actions.merge(actor=people.carl, now=now, kept_id=two, gone_id=three, reason="")
        second = actions.merge(actor=people.carl, now=now, kept_id=one, gone_id=two, reason="")
        actions.undo_merge(actor=people.carl, now=now, merge_id=first, reason="")
        assert {row.pk: row.merged_into_id for row in Account.objects.all()} == {one: None, two: one, three: None}
        actions.undo_merge(actor=people.carl, now=now, merge_id=second, reason="")
        assert not Account.objects.exclude(merged_into=None).exists()


def test_a_merge_that_says_nothing_or_runs_in_a_circle_is_refused(people: People, now: datetime) -> None:
    one, two, three = (add(people, now, name=name) for name in ("Acme", "Acme Bonn", "Acme Labs"))
    with acting_as(people.carl):
        actions.merge(actor=people.carl, now=now, kept_id=one, gone_id=two, reason="")
        for kept, gone in ((one, one), (two, one), (two, three)):
            with pytest.raises(Refused):
                actions.merge(actor=people.carl, now=now, kept_id=kept, gone_id=gone, reason="")
        with pytest.raises(NotFound):
            actions.merge(actor=people.carl, now=now, kept_id=one, gone_id=999_999, reason="")
        assert Merge.objects.count() == 1


def test_what_people_say_of_pairs_is_kept_once(people: People, now: datetime) -> None:
    one, two = add(people, now), add(people, now, name="Zwickelmoser Holding AG")
    with acting_as(people.carl):
        for _ in range(2):
            actions.decide_pair(
                actor=people.carl, now=now, first_id=two, second_id=one, verdict="family", probability=0.4
            )
        assert PairDecision.objects.count() == 1
        ((left, right, verdict),) = queries.decisions(people.carl)
        assert (left.id, right.id, verdict) == (str(one), str(two), "family")
        with pytest.raises(Refused, match="no verdict"):
            actions.decide_pair(actor=people.carl, now=now, first_id=one, second_id=two, verdict="maybe")
        assert PairDecision.objects.count() == 1


def test_partners_and_direct_sellers_never_look_accounts_up(people: People, now: datetime) -> None:
    number = add(people, now)
    for who in (people.ola, people.sam):
        with acting_as(who):
            with pytest.raises(NotAllowed):
                queries.look_up(who, Company(name="Zwickelmoser"))
            with pytest.raises(NotAllowed):
                actions.merge(actor=who, now=now, kept_id=number, gone_id=number + 1, reason="")
            with pytest.raises(NotAllowed):
                actions.add_account(actor=who, now=now, facts={"name": "Mine"})


def test_an_account_without_a_name_is_refused(people: People, now: datetime) -> None:
    with acting_as(people.carl):
        with pytest.raises(Refused, match="name"):
            actions.add_account(actor=people.carl, now=now, facts={"name": " "})
        with pytest.raises(Refused, match="colour"):
            actions.add_account(actor=people.carl, now=now, facts={"name": "Acme", "colour": "red"})
        assert not Account.objects.exists()


def test_accounts_that_look_alike_wait_for_a_person(people: People, now: datetime) -> None:
    one = add(people, now)
    two = add(people, now, name="Zwickelmoser", address="Am Markt 3", postal_code="")
    add(people, now, name="Siebenstern AG", city="Ulm", address="Bahnhofstr. 4", postal_code="89073")
    with acting_as(people.carl):
        assert actions.find_alike(actor=people.carl, now=now) == 1
        assert actions.find_alike(actor=people.carl, now=now) == 0
        pair = queries.next_alike(people.carl)
        assert pair is not None and (pair.first.id, pair.second.id) == (one, two)
        assert [(line.label, line.state) for line in pair.lines] == [
            ("Name", "differs"), ("Address", "differs"), ("City", "same"), ("Postal code", "one"), ("Country", "same"),
        ]  # fmt: skip
        assert pair.lines[0].first == (("Zwickelmoser", False), ("GmbH", True))
        actions.settle_alike(actor=people.carl, now=now, likeness_id=pair.id, verdict="same", keep_second=True)
        assert Account.objects.get(pk=one).merged_into_id == two
        assert queries.next_alike(people.carl) is None
        with pytest.raises(Refused, match="meanwhile"):
            actions.settle_alike(actor=people.carl, now=now, likeness_id=pair.id, verdict="branch")
        assert [row.verdict for row in queries.decided(people.carl)] == ["same"]


def test_a_decision_on_a_pair_is_taken_back_with_its_merge(people: People, now: datetime) -> None:
    one, two = add(people, now), add(people, now, name="Zwickelmoser", address="Am Markt 3")
    with acting_as(people.carl):
        actions.find_alike(actor=people.carl, now=now)
        pair = queries.next_alike(people.carl)
        assert pair is not None
        for verdict in ("same", "branch", "same"):
            actions.settle_alike(actor=people.carl, now=now, likeness_id=pair.id, verdict=verdict)
            assert [found[2] for found in queries.decisions(people.carl)] == [verdict]
            for _ in range(2):
                actions.reopen_alike(actor=people.carl, now=now, likeness_id=pair.id)
            assert not Account.objects.exclude(merged_into=None).exists()
            assert queries.decisions(people.carl) == ()
            assert queries.next_alike(people.carl) == pair
        assert PairDecision.objects.filter(first=one, second=two).count() == 6
        actions.settle_alike(actor=people.carl, now=now, likeness_id=pair.id, verdict="different")
        AccountReading.objects.update(compared=False)
        assert actions.find_alike(actor=people.carl, now=now) == 0


def test_many_accounts_are_compared_as_one_list_with_the_same_answer(people: People, now: datetime) -> None:
    for name in ("Zwickelmoser GmbH", "Zwickelmoser", "Kraft Labs", "Kraft Labs AG"):
        add(people, now, name=name)
    with acting_as(people.carl):
        actions.find_alike(actor=people.carl, now=now)
        looked_up = sorted(Likeness.objects.values_list("first", "second", "probability"))
        assert len(looked_up) >= 2
        together = sorted((int(one.id), int(two.id), score.same) for one, two, score in as_one_list())
    assert [pair[:2] for pair in together] == [pair[:2] for pair in looked_up]
    assert [pair[2] for pair in together] == pytest.approx([pair[2] for pair in looked_up])


def test_published_weights_answer_the_next_question(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in ("actions.alike", "queries.looking_up"):
        monkeypatch.setattr(f"fairway.deals.{module}.published_weights", lambda: tmp_path / "kept" / "weights.yaml")
    add(people, now)
    asked_for = Company(name="Zwickelmoser", city="Bonn", country="DE")
    with acting_as(people.carl):
        before = queries.look_up(people.carl, asked_for).found[0].score.same
        document = packaged().as_document()
        document["levels"]["place"]["city alone"]["same"] = 0.0001
        text = yaml.safe_dump({**document, "version": 2})
        actions.publish_weights(
            actor=people.carl, now=now, text=text, version=2, before=0.9, after=0.95, reason="Learned"
        )
        assert queries.weights_in_force().version == 2
        assert queries.look_up(people.carl, asked_for).found[0].score.same < before / 2
        with pytest.raises(BadWeights):
            actions.publish_weights(actor=people.carl, now=now, text="no", version=3, before=0, after=0, reason="")
        assert queries.weights_in_force().version == 2
    with acting_as(people.ola), pytest.raises(NotAllowed):
        actions.publish_weights(actor=people.ola, now=now, text=text, version=2, before=0, after=0, reason="")


def test_saying_twice_that_a_company_is_new_makes_one(people: People, now: datetime) -> None:
    policy, products = put_policy(people, now), put_products(now)
    code = register(people.ola, now, policy, asked(products, company="Otto Bau", website="otto.example"), look=False)
    with acting_as(people.carl):
        first = actions.resolve(actor=people.carl, now=now, code=code, account_id=None)
        assert actions.resolve(actor=people.carl, now=now, code=code, account_id=None) == first
        assert Account.objects.count() == 1
        # it was another one after all, and then again none that was known: that is a new one, and still but one
        other = add(people, now)
        actions.resolve(actor=people.carl, now=now, code=code, account_id=other)
        again = actions.resolve(actor=people.carl, now=now, code=code, account_id=None)
        assert again != other
        assert actions.resolve(actor=people.carl, now=now, code=code, account_id=None) == again


def test_a_company_that_something_else_knows_is_not_the_new_one(people: People, now: datetime) -> None:
    policy, products = put_policy(people, now), put_products(now)
    first = register(people.ola, now, policy, asked(products, company="Otto Bau", website="otto.example"))
    register(people.sam, now, policy, asked(products, company="Otto Bau", website="otto.example"))
    with acting_as(people.carl):
        held = queries.for_decision(people.carl, first, now).account_id
        assert actions.resolve(actor=people.carl, now=now, code=first, account_id=None) != held
