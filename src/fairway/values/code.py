"""Codes of the outside world: ISO 4217 currencies and ISO 3166-1 countries, as small tables."""

from dataclasses import dataclass


class UnknownCode(ValueError):
    """A code is in none of the tables."""


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency: its code and the decimal places of its minor unit."""

    code: str
    digits: int


# ISO 4217:2015, list one, amendment 177; funds and metals left out, they are not paid to partners
TWO_DIGITS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS
KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
FOUR_DIGITS = "CLF UYW"

CURRENCIES: dict[str, Currency] = {
    code: Currency(code, digits)
    for digits, codes in ((0, NO_DIGITS), (2, TWO_DIGITS), (3, THREE_DIGITS), (4, FOUR_DIGITS))
    for code in codes.split()
}

ALPHA_2 = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""

COUNTRIES: frozenset[str] = frozenset(ALPHA_2.split())


def currency(code: str) -> Currency:
    """Look a currency up by its ISO 4217 code.

    :raises UnknownCode: no such currency.
    """
    found = CURRENCIES.get(code)
    if found is None:
        raise UnknownCode(f"'{code}' is not an ISO 4217 currency; write three capital letters such as USD or EUR.")
    return found


def country(code: str) -> str:
    """Check an ISO 3166-1 alpha-2 country code and return it.

    :raises UnknownCode: no such country.
    """
    if code not in COUNTRIES:
        raise UnknownCode(f"'{code}' is not an ISO 3166-1 country; write two capital letters such as US or DE.")
    return code
