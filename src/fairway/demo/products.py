"""The price list of the demo's vendor: what Halden Instruments makes and what it asks for it.

Each family is one table row per model: model code, what distinguishes it, list price in whole US dollars,
and a weight
that says how often it is sold. Everything else (names, standard cost, prices in other currencies,
the yearly increase)
follows from the family, so that the list stays short enough to be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CURRENCIES = {"USD": 2, "EUR": 2, "GBP": 2, "JPY": 0}
"""The currencies partners report in and how many digits their minor unit has (ISO 4217)."""

# Price points in other currencies: per mille of the dollar price, and the step (in whole units) prices end on.
_MARKETS = {"USD": (1_000, 1), "EUR": (960, 1), "GBP": (830, 1), "JPY": (149_000, 100)}

_YEARLY_INCREASE_PER_MILLE = 28


@dataclass(frozen=True, slots=True)
class Product:
    """One article of the price list. `list_price` and `standard_cost` are whole US dollars in the first demo year."""

    sku: str
    name: str
    category: str
    subcategory: str
    family: str
    line: str
    unit: str
    list_price: int
    standard_cost: int
    weight: int
    typical_quantity: int
    launched_month: int = 0
    brand: str = "Halden"


@dataclass(frozen=True, slots=True)
class Price:
    """A list price in minor units of its currency, in force from `valid_from` until the next one."""

    sku: str
    currency: str
    valid_from: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class _Family:
    prefix: str
    name: str
    noun: str
    category: str
    subcategory: str
    line: str
    unit: str
    cost_per_cent: int
    typical_quantity: int
    models: tuple[tuple[str, str, int, int], ...]
    launched_month: int = 0


_FAMILIES = (
    _Family("FX", "Fjell", "bench oscilloscope", "Oscilloscopes", "Bench", "Instruments", "EA", 46, 1, (
        ("2070", "2 channels, 70 MHz", 690, 34), ("2100", "2 channels, 100 MHz", 890, 52),
        ("2200", "2 channels, 200 MHz", 1290, 40), ("4100", "4 channels, 100 MHz", 1490, 44),
        ("4200", "4 channels, 200 MHz", 1990, 46), ("4350", "4 channels, 350 MHz", 3490, 22),
        ("4500", "4 channels, 500 MHz", 5290, 15), ("4510M", "4 + 16 channels, 500 MHz", 6890, 9),
        ("8010", "8 channels, 1 GHz", 14900, 4), ("8020", "8 channels, 2 GHz", 21900, 2),
    )),
    _Family("LX", "Lynx", "handheld oscilloscope", "Oscilloscopes", "Handheld", "Instruments", "EA", 44, 1, (
        ("120", "2 channels, 60 MHz", 1190, 26), ("125", "2 channels, 100 MHz", 1590, 22),
        ("190", "2 channels, 200 MHz, CAT IV", 2790, 16), ("194", "4 channels, 200 MHz, CAT IV", 3890, 10),
        ("199", "4 channels, 500 MHz, CAT IV", 5490, 4),
    )),
    _Family("TC", "Glød", "compact thermal camera", "Thermal cameras", "Compact", "Instruments", "EA", 41, 1, (
        ("80", "80 × 60 pixels", 299, 60), ("120", "120 × 90 pixels", 449, 66), ("160", "160 × 120 pixels", 649, 58),
        ("160W", "160 × 120 pixels, wireless", 749, 40), ("240", "240 × 180 pixels, wireless", 1090, 34),
    )),
    _Family("TP", "Glød Pro", "thermal camera", "Thermal cameras", "Professional", "Instruments", "EA", 43, 1, (
        ("320", "320 × 240 pixels", 2490, 26), ("320L", "320 × 240 pixels, laser focus", 3290, 18),
        ("480", "480 × 360 pixels", 5990, 12), ("640", "640 × 480 pixels", 9490, 9),
        ("640X", "640 × 480 pixels, to 1,200 °C", 12900, 4), ("1024", "1024 × 768 pixels", 21500, 2),
    )),
    _Family("TF", "Glød Fix", "fixed thermal camera", "Thermal cameras", "Fixed mount", "Instruments", "EA", 45, 1, (
        ("160", "160 × 120 pixels, GigE", 1890, 8), ("320", "320 × 240 pixels, GigE", 3990, 8),
        ("640", "640 × 480 pixels, GigE", 8900, 4), ("640H", "640 × 480 pixels, housing IP67", 10900, 2),
    ), launched_month=9),
    _Family("PC", "Sløyfe", "process calibrator", "Calibrators", "Process", "Instruments", "EA", 40, 1, (
        ("10", "loop", 790, 34), ("15", "loop, precision", 990, 30), ("20", "volt and milliampere", 1090, 22),
        ("40", "multifunction", 2390, 24), ("45", "multifunction, precision", 3190, 12),
        ("60", "documenting", 5690, 9), ("60H", "documenting, HART", 6790, 6),
    )),
    _Family("DB", "Ovn", "dry-block calibrator", "Calibrators", "Temperature", "Instruments", "EA", 48, 1, (
        ("150", "−20 to 150 °C", 3290, 7), ("350", "35 to 350 °C", 3690, 8), ("660", "50 to 660 °C", 5290, 5),
        ("1200", "300 to 1,200 °C", 11900, 2), ("165D", "−30 to 165 °C, dual", 8900, 2),
    )),
    _Family("PR", "Trykk", "pressure calibrator", "Calibrators", "Pressure", "Instruments", "EA", 44, 1, (
        ("07G", "7 bar gauge", 1290, 13), ("20G", "20 bar gauge", 1390, 14), ("70G", "70 bar gauge", 1490, 9),
        ("300G", "300 bar gauge", 1690, 7), ("700G", "700 bar gauge", 1890, 5), ("20A", "20 bar absolute", 1990, 4),
    )),
    _Family("EC", "Norm", "multi-product calibrator", "Calibrators", "Electrical", "Instruments", "EA", 52, 1, (
        ("2100", "multimeters", 17900, 2), ("2400", "electrical testers", 24900, 1), ("3600", "laboratory", 38900, 1),
    )),
    _Family("DM", "Orm", "digital multimeter", "Multimeters", "Handheld", "Instruments", "EA", 38, 2, (
        ("12", "basic", 59, 70), ("14", "basic, backlight", 89, 78), ("22", "true RMS", 189, 92),
        ("24", "true RMS, non-contact", 229, 104), ("42", "true RMS, CAT IV", 329, 66),
        ("44", "true RMS, temperature", 389, 70), ("62", "logging", 649, 30), ("64", "logging, trend", 749, 24),
        ("44X", "intrinsically safe", 1590, 6),
    )),
    _Family("BM", "Ormen", "bench multimeter", "Multimeters", "Bench", "Instruments", "EA", 45, 1, (
        ("5500", "5½ digits", 790, 16), ("6500", "6½ digits", 1290, 18), ("6510", "6½ digits, scanner", 1790, 8),
        ("7500", "7½ digits", 4290, 3), ("8500", "8½ digits", 11900, 1),
    )),
    _Family("CM", "Tang", "clamp meter", "Multimeters", "Clamp", "Instruments", "EA", 39, 2, (
        ("40", "400 A AC", 109, 60), ("42", "400 A AC, true RMS", 159, 72), ("45", "400 A AC/DC", 249, 70),
        ("100W", "1,000 A, wireless", 449, 42), ("150S", "1,500 V DC, solar", 549, 30),
    )),
    _Family("PQ", "Nett", "power quality analyser", "Power and insulation", "Power quality", "Instruments", "EA", 43,
            1, (
        ("210", "energy logger", 2890, 10), ("220", "power logger", 4290, 8), ("310", "class A logger", 5690, 6),
        ("340", "class A analyser", 7890, 4), ("360M", "motor and inverter", 9490, 3),
    )),
    _Family("IT", "Isol", "insulation tester", "Power and insulation", "Insulation", "Instruments", "EA", 42, 1, (
        ("1", "1 kV", 549, 22), ("1P", "1 kV, index", 749, 20), ("5", "5 kV", 3890, 6),
        ("10", "10 kV", 5490, 3), ("GND", "earth ground", 3190, 6),
    )),
    _Family("DL", "Logg", "data logger", "Data loggers", "Portable", "Instruments", "EA", 40, 2, (
        ("10T", "temperature", 79, 62), ("10TH", "temperature and humidity", 119, 70), ("20P", "pressure", 349, 18),
        ("40W", "4 inputs, wireless", 590, 26), ("80", "8 inputs", 990, 14), ("160", "16 inputs", 1690, 8),
        ("400", "40 inputs, rack", 3490, 3),
    )),
    _Family("PP", "Spiss", "passive probe", "Probes", "Passive", "Accessories", "EA", 35, 3, (
        ("100", "100 MHz, 10:1", 49, 96), ("200", "200 MHz, 10:1", 79, 104), ("350", "350 MHz, 10:1", 129, 60),
        ("500", "500 MHz, 10:1", 199, 46), ("HV2", "2.5 kV, 100:1", 289, 24), ("HV20", "20 kV, 1000:1", 549, 9),
    )),
    _Family("DP", "Spiss D", "differential probe", "Probes", "Differential", "Accessories", "EA", 38, 1, (
        ("25", "25 MHz, 1.4 kV", 449, 26), ("100", "100 MHz, 1.4 kV", 690, 22), ("200", "200 MHz, 7 kV", 1190, 8),
        ("1500", "1.5 GHz, active", 3490, 4),
    )),
    _Family("CP", "Spiss I", "current probe", "Probes", "Current", "Accessories", "EA", 39, 1, (
        ("30", "30 A, 100 kHz", 390, 30), ("70", "70 A, 100 kHz", 490, 24), ("150", "150 A, 10 MHz", 1290, 10),
        ("500", "500 A, 2 MHz", 1690, 6), ("FLEX3", "3,000 A, flexible", 329, 40),
    )),
    _Family("TT", "Føler", "temperature probe", "Probes", "Temperature", "Accessories", "EA", 33, 4, (
        ("K1", "type K, bead", 19, 110), ("K5", "type K, immersion", 59, 88), ("K8", "type K, surface", 89, 66),
        ("J5", "type J, immersion", 59, 34), ("P100", "Pt100, immersion", 129, 48),
        ("P100A", "Pt100, class A", 219, 26),
    )),
    _Family("ST", "Kilde T", "temperature transmitter", "Sensors", "Temperature", "Components", "EA", 36, 6, (
        ("10", "head mount", 69, 80), ("20", "head mount, HART", 149, 54), ("30", "rail mount", 119, 50),
        ("35", "rail mount, HART", 189, 34), ("50W", "wireless", 389, 20),
    )),
    _Family("SP", "Kilde P", "pressure transmitter", "Sensors", "Pressure", "Components", "EA", 38, 4, (
        ("10", "10 bar", 149, 66), ("40", "40 bar", 149, 60), ("250", "250 bar", 169, 44),
        ("600", "600 bar", 199, 26),
        ("D1", "differential, 1 bar", 489, 22), ("H10", "10 bar, hygienic", 329, 20),
    )),
    _Family("SH", "Kilde H", "humidity sensor", "Sensors", "Humidity", "Components", "EA", 35, 5, (
        ("5", "duct", 89, 62), ("7", "wall", 79, 66), ("9", "outdoor", 149, 30), ("9D", "dew point", 690, 10),
    )),
    _Family("SF", "Kilde F", "flow sensor", "Sensors", "Flow", "Components", "EA", 41, 2, (
        ("15", "DN15", 290, 24), ("25", "DN25", 340, 22), ("50", "DN50", 490, 14),
        ("US", "clamp-on ultrasonic", 2890, 4),
    ), launched_month=4),
    _Family("SW", "Logbok", "software", "Software", "Licences", "Software", "LIC", 12, 2, (
        ("CAL-1", "calibration management, 1 seat, 1 year", 690, 28),
        ("CAL-5", "calibration management, 5 seats, 1 year", 2890, 8),
        ("LOG-1", "logger desktop, 1 seat, 1 year", 190, 40), ("THERM-1", "thermal reports, 1 seat, 1 year", 290, 36),
        ("SCOPE-AN", "oscilloscope analysis option", 590, 26),
        ("SCOPE-BUS", "oscilloscope bus decoding option", 390, 34),
        ("PQ-REP", "power quality reports, 1 year", 490, 10),
        ("API-1", "instrument interface, 1 server, 1 year", 1490, 5),
    )),
    _Family("SV", "Trygg", "service plan", "Services", "Service plans", "Services", "YR", 55, 1, (
        ("W3", "warranty to 3 years", 149, 40), ("W5", "warranty to 5 years", 290, 24),
        ("CAL-T", "traceable calibration, each year", 129, 62),
        ("CAL-A", "accredited calibration, each year", 249, 44),
        ("CAL-L", "laboratory calibration, each year", 890, 6), ("LOAN", "loan instrument", 390, 8),
        ("ONSITE", "on-site calibration day", 1690, 7), ("TRAIN", "training day", 1290, 6),
    )),
    _Family("AC", "Del", "accessory", "Spare parts", "Accessories", "Accessories", "EA", 30, 5, (
        ("TL10", "test leads, pair", 29, 130), ("TL75", "test leads, hard point, pair", 19, 140),
        ("AL8", "alligator clips, pair", 15, 120), ("MAG", "magnetic strap", 25, 66), ("CASE-S", "soft case", 35, 84),
        ("CASE-H", "hard case", 119, 46), ("TRI", "tripod mount", 89, 26), ("STAND", "bench stand", 59, 22),
    )),
    _Family("SPR", "Del", "spare part", "Spare parts", "Spares", "Accessories", "EA", 28, 4, (
        ("BAT-3", "lithium battery, 3 Ah", 69, 76), ("BAT-6", "lithium battery, 6 Ah", 129, 48),
        ("CHG", "mains charger", 59, 50), ("FUSE-11", "fuse 11 A", 9, 130), ("FUSE-04", "fuse 440 mA", 7, 124),
        ("LCD-FX", "display, Fjell", 290, 7), ("LENS-W", "wide-angle lens", 1290, 5),
        ("LENS-T", "telephoto lens", 1690, 3),
    )),
)  # fmt: skip


def price_list() -> tuple[Product, ...]:
    """Give every product of the vendor, in the order of the printed price list."""
    return tuple(
        Product(
            sku=f"{family.prefix}-{model}",
            name=_name(family, model, what),
            category=family.category,
            subcategory=family.subcategory,
            family=family.name if family.name != "Del" else f"Del {family.subcategory}",
            line=family.line,
            unit=family.unit,
            list_price=dollars,
            standard_cost=max(1, dollars * family.cost_per_cent // 100),
            weight=weight,
            typical_quantity=family.typical_quantity,
            launched_month=family.launched_month,
        )
        for family in _FAMILIES
        for model, what, dollars, weight in family.models
    )


def _name(family: _Family, model: str, what: str) -> str:
    if family.name == "Del":
        return f"{what[0].upper()}{what[1:]}"
    return f"{family.name} {model} {family.noun}, {what}"


def list_price(product: Product, currency: str, years_since_start: int) -> int:
    """Give a list price in minor units of `currency`; prices rise once a year, on 1 January."""
    per_mille, step = _MARKETS[currency]
    raised = product.list_price * (1_000 + _YEARLY_INCREASE_PER_MILLE * years_since_start)
    units = raised * per_mille // 1_000_000
    stepped = max(step, (units + step // 2) // step * step) if step > 1 else max(1, units)
    return int(stepped * 10 ** CURRENCIES[currency])


def prices(products: tuple[Product, ...], first: date, last: date) -> tuple[Price, ...]:
    """Give every dated list price between two days: one at the start, one on each 1 January that follows."""
    starts = [first] + [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    return tuple(
        Price(product.sku, currency, start, list_price(product, currency, start.year - first.year))
        for product in products
        for currency in CURRENCIES
        for start in starts
    )
