"""Names for the people who buy from the demo's partners; all made from invented places and family names."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_PLACES = {
    "US": ("Brackwater", "Ellis Fork", "Stonemill", "Red Cedar", "Wynfield", "Calder Bay", "Pinehook", "Tallgrass",
           "Mercer Flats", "Ironbridge", "Larkspur", "Quarry Hill", "Old Mill", "Sandhollow", "Blue Mesa",
           "Kingfall"),
    "CA": ("Rivière-Noire", "Cap-aux-Pins", "Maple Narrows", "Lac-Clair", "Birch Portage", "Frostwood",
           "Grand-Ruisseau",
           "Elk Prairie", "Anse-Verte", "Spruce Landing"),
    "GB": ("Ashwell Moor", "Thornbeck", "Kirkdale", "Wexcombe", "Holmfell", "Dunmarsh", "Netherwick", "Saltburn Gate",
           "Farrowdale", "Penwith Mills", "Aldmere", "Coldstow"),
    "DE": ("Altenrode", "Birkenfurt", "Eschwald", "Grünbach", "Hohenrath", "Kaltenbrunn", "Lindau-Süd", "Mühlhofen",
           "Neuenstatt", "Oberwiesen", "Rabenstein", "Tannroda", "Weidenau-Ost", "Zellgrund"),
    "AT": ("Almtal", "Donauegg", "Felsbrunn", "Hinterau", "Innleiten", "Kreuzalm", "Steinfeld", "Waldegg"),
    "FR": ("Beaulac", "Chantemerle", "Clairbourg", "Fontrouge", "Hautepierre", "Montferrat", "Rochelune",
           "Sainte-Aube",
           "Valbruyère", "Villenoire", "Mareuil", "Grandchêne"),
    "NL": ("Aalderveen", "Broekhuizen", "Dijkwaard", "Eemveld", "Gravendam", "Kruiswijk", "Noorderhaven",
           "Westerkogge"),
    "ES": ("Alborada", "Castrillo", "Fuenteclara", "Montenar", "Peñalta", "Ribanova", "Sierraluz", "Valdeoro"),
    "JP": ("青葉", "朝霧", "大楠", "霞浦", "桐生野", "白砂", "千鳥", "鶴見野", "東雲", "富士見台", "緑川", "若竹"),
}  # fmt: skip
_TRADES = {
    "US": ("{} Power Cooperative", "{} Semiconductor Inc", "{} Water District", "{} Foods LLC", "{} Aerospace Corp",
           "{} Community College", "{} Electric", "{} Pharma Inc", "{} Mechanical Contractors",
           "{} Data Centers LLC"),
    "CA": ("{} Hydro Services", "Aluminerie {}", "{} Pulp & Paper Ltd", "Collège {}", "{} Mining Corp",
           "Laiterie {} inc.",
           "{} Aerospace Ltd"),
    "GB": ("{} Water plc", "{} Rail Services Ltd", "{} Pharmaceuticals Ltd", "University of {}", "{} Foods Ltd",
           "{} Castings Ltd", "{} Electrical Contractors", "{} Marine Ltd"),
    "DE": ("Stadtwerke {}", "Maschinenbau {} GmbH", "Chemiepark {} AG", "Elektro {} GmbH & Co. KG", "Hochschule {}",
           "Molkerei {} eG", "Kliniken {}", "Werkzeugbau {} GmbH", "Papierfabrik {} GmbH"),
    "AT": ("Stadtwerke {}", "Stahlbau {} GmbH", "Energie {} AG", "Brauerei {} KG", "HTL {}"),
    "FR": ("Laboratoires {} SAS", "Énergies {} SA", "Laiterie de {}", "Lycée technique {}", "Aéro {} SAS",
           "Verrerie {} SA",
           "Papeteries {} SA", "Élec {} SARL"),
    "NL": ("{} Techniek B.V.", "Waterschap {}", "Zuivel {} B.V.", "{} Scheepsbouw B.V.", "Hogeschool {}",
           "{} Agro B.V."),
    "ES": ("Talleres {} S.L.", "Energías {} S.A.", "Aguas de {} S.A.", "Conservas {} S.L.", "Instituto {}"),
    "JP": ("{}電機株式会社", "{}製作所", "株式会社{}精密", "{}工業大学", "{}食品株式会社", "{}電力サービス",
           "{}化学株式会社"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """One buyer: a name, a place, and the discount per mille its size has won from the partner."""

    name: str
    city: str
    country: str
    discount: int


def customers(random: Random, country: str, count: int) -> tuple[Customer, ...]:
    """Draw up to `count` distinct customers of a country, largest first."""
    places, trades = _PLACES[country], _TRADES[country]
    pairs = [(place, trade) for place in places for trade in trades]
    chosen = random.sample(pairs, min(count, len(pairs)))
    return tuple(
        Customer(trade.format(place), place, country, max(0, 150 - 9 * rank) + random.randrange(40))
        for rank, (place, trade) in enumerate(chosen)
    )
