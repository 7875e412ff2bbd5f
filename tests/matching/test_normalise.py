"""The same thing written in two ways is read as one."""

from __future__ import annotations

import pytest

from fairway.matching.company import Company
from fairway.matching.normalise import known
from fairway.matching.normalise.addresses import read_street
from fairway.matching.normalise.contacts import read_domain, read_phone, read_tax, same_digits
from fairway.matching.normalise.names import read_name
from fairway.matching.normalise.places import read_city, read_country, read_postal, read_region


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siemens Aktiengesellschaft", "Siemens AG"),
        ("Siemens Aktiengeselschaft", "SIEMENS A.G."),
        ("A.B.C. Company", "ABC Co."),
        ("H&M Hennes & Mauritz AB", "H and M Hennes and Mauritz"),
        ("Brigade Forty-Four", "Brigade 44"),
        ("1st International Bank", "First Int'l Bank"),
        ("Société Générale S.A.", "SOCIETE GENERALE"),
        ("The Coca-Cola Company", "Coca Cola"),
        ("U.S. Steel Corp.", "United States Steel Corporation"),
        ('ООО "БАЙКАЛ"', "Общество с ограниченной ответственностью «Байкал»"),
        ("トヨタ自動車株式会社", "Toyota Motor Corporation"),
        ("Svenska Handelsbanken AB (publ)", "Svenska Handelsbanken"),
        ("パナソニック株式会社", "Panasoniku K.K."),
        ("ソニーグループ", "Soni Group"),
        ("Εθνική Τράπεζα Ελλάδος", "National Bank Greece"),
        ("شركة زويكل القابضة", "zwykl holding company"),
        ("Kraft Machinnery GmbH", "Kraft Maschinenbau GmbH & Co. KG"),
    ],
)
def test_names_of_one_company_have_the_same_words(one: str, other: str) -> None:
    assert read_name(one).words == read_name(other).words


def test_what_stands_in_another_column_is_put_right() -> None:
    bakery = known(
        Company(name="Zwickel Bakery", address="12 Main St", city="Boston", phone="617 555 0101", country="US")
    )
    swapped = Company(name="Zwickel Bakery", address="Boston", city="12 Main St", domain="617 555 0101", country="US")
    assert known(swapped)._replace(street=bakery.street) == bakery
    assert known(swapped).street.key == bakery.street.key
    named = known(Company(name="info@zwickel-bakery.com"))
    assert (named.domain, named.name.words) == ("zwickel-bakery.com", ("zwickel", "bakery"))
    turned = Company(name="Zwickel Bakery", city="MA", region="Boston", country="US")
    assert (known(turned).city, known(turned).region) == ("boston", "ma")
    for city in ("St Louis 63101", "1010 Wien", "Paris 15", "Fort 5"):
        assert known(Company(name="A", city=city)).city, city


def test_a_name_keeps_what_tells_companies_apart() -> None:
    assert read_name("Bowne Global Solutions II (Sweden) AB").words == ("bowne", "global", "solutions", "2", "sweden")
    assert read_name("Bowne Global Solutions II (Sweden) AB").kinds == "wggnp"
    assert read_name("Deutsche Bank AG").form == "ag"
    assert read_name("Deutsche Bank GmbH").form == "gmbh"


def test_a_name_that_is_only_a_legal_form_stays_a_name() -> None:
    assert read_name("Limited").words == ("limited",)
    assert read_name("").words == ()
    assert read_name("---").words == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("435 S. La Cienega Blv.", "435 south la cienega boulevard"),
        ("854 7th Ave. between 54th and 55th Sts.", "854 Seventh Avenue"),
        ("Hauptstr. 12", "Hauptstraße 12"),
        ("12, rue de la Paix", "12 Rue de la Paix, 3ème étage"),
        ("1 Main St Suite 200", "1 Main Street #200"),
        ("P.O. Box 123", "PO Box 123"),
    ],
)
def test_addresses_of_one_place_have_one_key(one: str, other: str) -> None:
    assert read_street(one).key == read_street(other).key != ""


def test_places_have_one_spelling() -> None:
    assert read_city("New York City") == read_city("NEW YORK")
    assert read_city("St. Louis") == read_city("Saint Louis")
    assert read_region("California", "US") == read_region("CA", "US") == "ca"
    assert read_postal("10001-2233") == "10001"
    assert read_postal("SW1A 1AA") == "sw1a1aa"
    assert read_country("Deutschland") == read_country("DEU") == "DE"
    assert read_country("nowhere") == ""


def test_phones_are_international() -> None:
    assert read_phone("310/472-1211", "US") == read_phone("+1 (310) 472 1211", "") == "+13104721211"
    assert read_phone("030 901820", "DE") == "+4930901820"
    assert same_digits(read_phone("310-472-1211", ""), "+13104721211")
    assert read_phone("12", "US") == ""
    assert read_phone("000 000 0000", "US") == ""


def test_free_mail_hosts_say_nothing() -> None:
    assert read_domain("https://www.shop.siemens.co.uk/a?b") == "siemens.co.uk"
    assert read_domain("carl@siemens.de") == "siemens.de"
    assert read_domain("carl@gmail.com") == ""
    assert read_domain("not a domain") == ""


def test_tax_numbers_lose_their_dress() -> None:
    assert read_tax("DE 136 695 976", "DE") == read_tax("136695976", "DE") == "136695976"
    assert read_tax("n/a", "DE") == ""


def test_an_e_mail_address_stands_in_for_a_missing_domain() -> None:
    assert known(Company(name="Acme", email="ola@acme.com")).domain == "acme.com"
    assert known(Company(domain="acme.com")).name.words == ("acme",)


@pytest.mark.parametrize("junk", ["\x00", "💥" * 50, "a" * 5_000, "&&&", "()", "'; DROP TABLE", "ﷺ", "１２３"])
def test_anything_can_be_read(junk: str) -> None:
    known(Company(*([junk] * 11)))
