"""The demo's channel: forty partners of all five types in nine countries, who distributes to whom, and their people.

`lines` is the number of sales lines a partner reports in an ordinary month at the start,
`growth` its yearly growth in
per cent; the sizes follow the usual Pareto shape. `layout` names the form its own files come in (see `layouts`); a
partner without one is reported by somebody else. Every company and person here is invented; the mail addresses end in
`.example`, which RFC 2606 keeps out of the world.
"""

from __future__ import annotations

from dataclasses import dataclass

DISTRIBUTOR = "distributor"
RESELLER = "value_added_reseller"
INTEGRATOR = "system_integrator"
REPRESENTATIVE = "sales_representative"
OEM = "oem"


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner organisation. `tiers` lists (month of the demo from which it holds, tier)."""

    code: str
    name: str
    types: tuple[str, ...]
    street: str
    postcode: str
    city: str
    region: str
    country: str
    currency: str
    tiers: tuple[tuple[int, str], ...]
    lines: int
    growth: int
    layout: str | None = None
    parent: str | None = None
    supplier: str | None = None
    reported_by: str | None = None
    persons: tuple[str, ...] = ()
    joined_month: int = 0
    left_month: int | None = None

    @property
    def domain(self) -> str:
        """Give the partner's invented internet domain."""
        return f"{self.code.lower()}.example"


@dataclass(frozen=True, slots=True)
class Login:
    """A ready sign-in: who, with which role, and what a visitor will see there. `partner` is None for vendor staff."""

    name: str
    email: str
    role: str
    partner: str | None
    sees: str


_S, _G, _R, _P = "silver", "gold", "registered", "platinum"

PARTNERS = (
    # distributors: buy in bulk, sell to resellers, report what went through
    Partner("CASCADIA", "Cascadia Test Supply Inc", (DISTRIBUTOR,), "2210 NW Front Avenue", "97209", "Portland", "OR",
            "US", "USD", ((0, _P),), 1010, 9, "us"),
    Partner("NIEDERHOFF", "Niederhoff Messtechnik GmbH", (DISTRIBUTOR,), "Rheinlanddamm 118", "44139", "Dortmund",
            "NW", "DE", "EUR", ((0, _G), (15, _P)), 860, 14, "german"),
    Partner("PENHALLOW", "Penhallow Electronics Ltd", (DISTRIBUTOR,), "Unit 7, Kennet Wharf", "RG1 3EE", "Reading",
            "", "GB", "GBP", ((0, _G),), 610, 4, "british"),
    Partner("VALMORIN", "Valmorin Mesure SAS", (DISTRIBUTOR,), "41 rue de la Soierie", "69009", "Lyon", "ARA",
            "FR", "EUR", ((0, _G),), 520, 7, "french"),
    Partner("AOKIDAI", "Aokidai Keisoku K.K.", (DISTRIBUTOR,), "3-18-2 Shin-Yokohama", "222-0033", "Yokohama", "14",
            "JP", "JPY", ((0, _P),), 560, 11, "japanese"),
    # value-added resellers
    Partner("KESSELRING", "Kesselring Prüftechnik GmbH", (RESELLER, INTEGRATOR), "Heilbronner Straße 330", "70469",
            "Stuttgart", "BW", "DE", "EUR", ((0, _G),), 430, 8, "german", supplier="NIEDERHOFF"),
    Partner("BLUESTEM", "Bluestem Controls Inc", (RESELLER,), "1408 Harney Street", "68102", "Omaha", "NE",
            "US", "USD", ((0, _S), (12, _G)), 390, 22, "us", supplier="CASCADIA"),
    Partner("HARROWPIKE", "Harrow & Pike Test Solutions LLC", (RESELLER,), "77 Spring Grove Avenue", "45214",
            "Cincinnati", "OH", "US", "USD", ((0, _G),), 280, 3, "us", supplier="CASCADIA"),
    Partner("ELBMARK", "Elbmark Messsysteme GmbH", (RESELLER,), "Billhorner Deich 94", "20539", "Hamburg", "HH",
            "DE", "EUR", ((0, _S),), 230, 6, "german", supplier="NIEDERHOFF"),
    Partner("THISTLEWOOD", "Thistlewood Test Ltd", (RESELLER,), "12 Canal Wharf", "LS11 5PS", "Leeds", "",
            "GB", "GBP", ((0, _S), (18, _G)), 190, 18, "british", supplier="PENHALLOW"),
    Partner("VANHOUTUM", "Van Houtum Meettechniek B.V.", (RESELLER,), "Kanaaldijk-Noord 61", "5642 JA", "Eindhoven",
            "NB", "NL", "EUR", ((0, _S),), 160, 12, "tabbed", supplier="NIEDERHOFF"),
    Partner("GARANCE", "Atelier Métrologie Garance SARL", (RESELLER,), "6 quai de la Fosse", "44000", "Nantes", "PDL",
            "FR", "EUR", ((0, _S),), 120, 2, "french", supplier="VALMORIN"),
    Partner("LACBRUN", "Lac-Brun Instrumentation inc.", (RESELLER,), "355 rue du Marais", "G1M 3R8", "Québec", "QC",
            "CA", "USD", ((0, _S),), 105, 5, "french", supplier="CASCADIA"),
    Partner("COPPERLINE", "Copperline Systems LLC", (RESELLER,), "2901 E Ajo Way", "85713", "Tucson", "AZ",
            "US", "USD", ((0, _G), (12, _S)), 130, -19, "workbook", supplier="CASCADIA"),
    Partner("HOSHIKAWA", "Hoshikawa Sokki K.K.", (RESELLER,), "1-7-20 Minami-Horie", "550-0015", "Osaka", "27",
            "JP", "JPY", ((0, _S),), 95, 9, "japanese", supplier="AOKIDAI"),
    Partner("CARRICK", "Carrick Instruments Ltd", (RESELLER,), "84 Finnieston Quay", "G3 8HN", "Glasgow", "",
            "GB", "GBP", ((0, _R),), 60, 6, "workbook", parent="PENHALLOW", supplier="PENHALLOW"),
    Partner("TWOFORKS", "Two Forks Calibration LLC", (RESELLER,), "520 W Idaho Street", "83702", "Boise", "ID",
            "US", "USD", ((0, _R),), 48, 15, supplier="CASCADIA", reported_by="CASCADIA"),
    Partner("SALTMARSH", "Saltmarsh Instruments LLC", (RESELLER,), "19 Lockwood Drive", "29401", "Charleston", "SC",
            "US", "USD", ((0, _R), (9, _S)), 40, 30, supplier="CASCADIA", reported_by="CASCADIA"),
    Partner("NORTHGATE", "Northgate Metrology Ltd", (RESELLER,), "4115 Brandon Street SE", "T2G 4A7", "Calgary", "AB",
            "CA", "USD", ((0, _R),), 24, -6, supplier="CASCADIA", reported_by="CASCADIA"),
    Partner("ENZIANBERG", "Enzianberg Messtechnik GmbH", (RESELLER,), "Industriezeile 36", "4020", "Linz", "4",
            "AT", "EUR", ((0, _R),), 52, 8, parent="KESSELRING", supplier="NIEDERHOFF", reported_by="NIEDERHOFF"),
    Partner("ALCORAZ", "Instrumentos Alcoraz S.L.", (RESELLER,), "Calle de Miguel Servet 152", "50013", "Zaragoza",
            "AR", "ES", "EUR", ((21, _R),), 0, 0, supplier="VALMORIN", joined_month=21),
    # system integrators
    Partner("MERIDIAN", "Meridian Gate Automation Inc", (INTEGRATOR,), "9800 Katy Freeway", "77024", "Houston", "TX",
            "US", "USD", ((0, _G),), 240, 10, "us", supplier="CASCADIA"),
    Partner("FALKENRIED", "Falkenried Anlagentechnik GmbH", (INTEGRATOR,), "Torgauer Straße 231", "04347", "Leipzig",
            "SN", "DE", "EUR", ((0, _S),), 150, 16, "german", supplier="NIEDERHOFF"),
    Partner("BOREAL", "Boreal Integration Group Ltd", (INTEGRATOR, RESELLER), "180 Shaw Street", "M6J 2W5",
            "Toronto", "ON",
            "CA", "USD", ((0, _S), (6, _G)), 125, 13, "us", supplier="CASCADIA"),
    Partner("ASHCOMBE", "Ashcombe Automation Ltd", (INTEGRATOR,), "3 Albert Road", "BS2 0XS", "Bristol", "",
            "GB", "GBP", ((0, _S),), 85, 5, "british", supplier="PENHALLOW"),
    Partner("DELTAKADE", "Delta Kade Integratie B.V.", (INTEGRATOR,), "Waalhaven Zuidzijde 19", "3089 JH",
            "Rotterdam", "ZH",
            "NL", "EUR", ((0, _R), (14, _S)), 70, 20, "tabbed", supplier="NIEDERHOFF"),
    Partner("CORVAISIER", "Intégration Corvaisier SA", (INTEGRATOR,), "210 avenue de Dunkerque", "59000", "Lille",
            "HDF", "FR", "EUR", ((0, _S),), 62, -4, "french", supplier="VALMORIN"),
    Partner("TSUKIMORI", "Tsukimori Engineering K.K.", (INTEGRATOR,), "2-4-11 Marunouchi, Naka-ku", "460-0002",
            "Nagoya",
            "23", "JP", "JPY", ((0, _R),), 58, 7, "japanese", supplier="AOKIDAI"),
    Partner("PALISADE", "Palisade Process Systems LLC", (INTEGRATOR,), "60 Lister Avenue", "07105", "Newark", "NJ",
            "US", "USD", ((0, _R),), 34, -30, "workbook", parent="MERIDIAN", supplier="CASCADIA", left_month=19),
    # independent sales representatives: buy nothing, earn commission on the vendor's own invoices
    Partner("DUNMORE", "Dunmore & Associates LLC", (REPRESENTATIVE,), "1175 Peachtree Walk", "30309", "Atlanta", "GA",
            "US", "USD", ((0, _S),), 110, 8, persons=("Renee Dunmore", "Curtis Vann", "Alicia Mott")),
    Partner("HIGHPLAINS", "High Plains Rep Group Inc", (REPRESENTATIVE,), "3355 S Jason Street", "80110",
            "Englewood", "CO",
            "US", "USD", ((0, _S),), 82, 12, persons=("Walt Ferris", "Dana Okoro")),
    Partner("LAURENTIDE", "Agence Laurentide inc.", (REPRESENTATIVE,), "1250 rue Guy", "H3H 2T4", "Montréal", "QC",
            "CA", "USD", ((0, _R),), 46, 6, persons=("Mireille Caron", "Étienne Roy")),
    Partner("BRUECKNER", "Handelsagentur Brückner e.K.", (REPRESENTATIVE,), "Äußere Bayreuther Straße 59", "90409",
            "Nürnberg", "BY", "DE", "EUR", ((0, _R),), 58, 4, persons=("Anja Brückner", "Tobias Hahn")),
    Partner("ROBLEDAL", "Agencia Robledal S.L.", (REPRESENTATIVE,), "Calle de Embajadores 187", "28045", "Madrid",
            "MD", "ES", "EUR", ((0, _R),), 52, 17, persons=("Inés Robledal", "Marcos Vidal")),
    Partner("KITAURA", "Kitaura Agency K.K.", (REPRESENTATIVE,), "2-8-36 Hakata-ekimae", "812-0011", "Fukuoka", "40",
            "JP", "JPY", ((0, _R),), 34, 5, persons=("Haruka Kitaura", "Shun Oda")),
    # makers who build our parts into their own product; they earn nothing here
    Partner("GRAYWATER", "Graywater Analytics Inc", (OEM,), "2860 Zanker Road", "95134", "San Jose", "CA",
            "US", "USD", ((0, _S),), 26, 10),
    Partner("OUSEBURN", "Ouseburn HVAC Controls Ltd", (OEM,), "17 Foundry Lane", "NE6 1LH", "Newcastle upon Tyne", "",
            "GB", "GBP", ((0, _R),), 20, 2),
    Partner("LICHTENAU", "Lichtenau Klimageräte GmbH", (OEM,), "Leipziger Straße 402", "34123", "Kassel", "HE",
            "DE", "EUR", ((0, _S),), 30, 6),
    Partner("FUJIMINE", "Fujimine Seiki K.K.", (OEM,), "1021 Takaoka-nishi, Chuo-ku", "433-8118", "Hamamatsu", "22",
            "JP", "JPY", ((0, _S),), 24, 9),
    Partner("POLDERLICHT", "Polderlicht Kassystemen B.V.", (OEM,), "Rotterdamseweg 370", "2629 HG", "Delft", "ZH",
            "NL", "EUR", ((0, _R),), 14, 25),
)  # fmt: skip

VENDOR = "Halden Instruments"
VENDOR_DOMAIN = "halden.example"

PASSWORD = "fairway demo 2210"  # noqa: S105  the demo listens on this machine only and prints it
"""The password of every ready sign-in of the demo."""

LOGINS = (
    Login("Maya Lindqvist", "maya@halden.example", "operations", None,
          "everything that waits: a file to map, held lines, programmes, runs"),
    Login("Jonas Reiter", "jonas@halden.example", "channel_manager", None,
          "the partners: who sells, who grows, who is just short of the next step"),
    Login("Katrin Solberg", "katrin@halden.example", "channel_manager", None,
          "a second channel manager: decides the appeals in which the first took part"),
    Login("Priya Raman", "priya@halden.example", "finance", None,
          "periods and statements: approve, issue, explain the accruals"),
    Login("Nadia Holt", "nadia@halden.example", "finance", None, "the second pair of eyes that finance needs"),
    Login("Henrik Aas", "henrik@halden.example", "auditor", None,
          "everything, changes nothing: journal, runs, statements"),
    Login("Ingrid Voss", "ingrid@halden.example", "counsel", None,
          "what competition law asks of agreements and grants: with a note they go on"),
    Login("Colette Baum", "colette@halden.example", "direct_sales", None,
          "next to nothing: direct sales may not see partners' sales"),
    Login("Ola Kesselring", "ola@kesselring.example", "principal", "KESSELRING",
          "a large reseller a little short of the next step: earnings, statements, own staff"),
    Login("Lena Vogt", "lena@kesselring.example", "operations", "KESSELRING", "the same reseller's sales files"),
    Login("Matthias Roth", "matthias@kesselring.example", "sales", "KESSELRING",
          "the same reseller's programmes and products, no money"),
    Login("Sam Thistlewood", "sam@thistlewood.example", "principal", "THISTLEWOOD",
          "another reseller: sees nothing of the first"),
    Login("Grace Ito", "grace@cascadia.example", "operations", "CASCADIA",
          "the largest distributor, who also reports for three resellers"),
    Login("Renee Dunmore", "renee@dunmore.example", "principal", "DUNMORE",
          "a sales representative: commission for each person"),
    Login("Pilar Alcoraz", "pilar@alcoraz.example", "principal", "ALCORAZ",
          "a partner who has just begun: a first file waits to be mapped"),
)  # fmt: skip


def by_code() -> dict[str, Partner]:
    """Give the partners keyed by the vendor's partner code."""
    return {partner.code: partner for partner in PARTNERS}
