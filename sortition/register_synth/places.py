"""Names of streets, villages, towns and districts, composed by the program: part of the model."""

from __future__ import annotations

from itertools import product

_LONG = 24  # characters of a street's name in a register

_USUAL = (
    "Kerkstraat Dorpsstraat Molenweg Schoolstraat Stationsweg Hoofdstraat Nieuwstraat "
    "Julianastraat Wilhelminastraat Beatrixlaan Emmastraat Bernhardstraat Marktplein "
    "Raadhuisplein Brink Achterweg Industrieweg Sportlaan Parklaan Singel Havenkade Zuidwal "
    "Noordeinde Oosteinde Westeinde Burgwal Kloosterlaan Pastorieweg Meentweg Tolweg Veerweg "
    "Zandpad Esdoornhof Hofje"
)
_TREES = (
    "Eiken Beuken Linden Kastanje Berken Wilgen Populieren Iepen Essen Elzen Acacia Meidoorn "
    "Sparren Dennen Lijsterbes Hazelaar Vlier Magnolia Jasmijn Rozen Tulpen Anjer Lelie Klaver "
    "Korenbloem Papaver Boterbloem Violen Lavendel Brem Heide Varen Riet"
)
_ANIMALS = (
    "Merel Spreeuwen Koolmees Lijster Zwaluw Kievit Grutto Wulp Reiger Zwanen Eenden Fazanten "
    "Patrijs Buizerd Valken Sperwer Uilen Leeuwerik Nachtegaal Vinken Kwikstaart Reeën Hazen "
    "Bever Otter Das"
)
_CRAFTS = (
    "Bakker Smeden Wevers Kuipers Timmerman Metselaar Leidekker Pottenbakker Zilversmid Hoefsmid "
    "Molenaar Touwslager Mandenmaker Kleermaker Klompenmaker Zeilmaker Schipper Visser Herder"
)
_LAND = (
    "Weide Akker Korenveld Bosrand Duin Polder Dijk Kreek Rivier Beek Vaart Sluis Brug Haven "
    "Water Toren Kasteel Burcht Klooster Hof Poort Wal Veld Hoeve Schans Heuvel Zand Klei Veen "
    "Meer Plas Wiel"
)
_WATERS = (
    "Maas Waal Rijn IJssel Vecht Schelde Eems Amstel Linge Dommel Regge Dinkel Berkel Roer Geul"
)
_PEOPLE = (
    "Rembrandt Vermeer Hals Steen Ruysdael Potter Mondriaan Toorop Breitner Israëls Vondel Hooft "
    "Cats Huygens Bredero Multatuli Couperus Vestdijk Nijhoff Marsman Erasmus Spinoza Leeghwater "
    "Stevin Lorentz Zeeman Kamerlingh Mozart Beethoven Bach Händel Sweelinck Diepenbrock "
    "Thorbecke Troelstra Drees Kuyper Schaepman Colijn Tasman Barentsz Piet_Hein Tromp De_Ruyter "
    "Van_Speijk Evertsen"
)
_MAYORS = (
    "Akkerman Bloemers Cramer Dorsman Elzinga Fabius Grol Hamstra IJzerman Kolff Lohman Meinders "
    "Norbruis Oldenhof Plomp Quant Rosier Straatman Terwiel Ubbink Verloop Wessels Zegers"
)
_ENDS = ("straat", "laan", "weg", "hof", "plein", "pad", "dreef", "plantsoen", "singel", "erf")
_STARTS = ("", "Nieuwe ", "Oude ", "Korte ", "Lange ", "Achter ", "Kleine ", "Verlengde ")

_VILLAGE_FIRST = (
    "Ooster Wester Noorder Zuider Nieuwe Olde Hooge Lage Groote Lutje Sint Voor Achter Midden "
    "Boven Elzen Berken Wilgen Rosse Zwarte Witte Konings Heeren Monnike Bisschops Ruigen Zilver"
)
_VILLAGE_LAST = (
    "veen kerke dijk dorp hout woude loo beek broek meer zande horst rode drecht burg gaast "
    "wierum lede donk moer kreek polder ambacht schoten heide"
)
_TOWN_FIRST = (
    "Zee Linden Water Molen Rijn Eiken Hoog Berg Veen Duin Maas Koren Ganzen Vecht Ster Ooi"
)
_TOWN_LAST = "wijk stad burg hoven muiden recht kerk vliet waarden mond steden meer rade voorde"
_PARTS = ("Noord", "Oost", "Zuid", "West", "Noordoost", "Zuidoost", "Zuidwest", "Noordwest")
_DISTRICT_FIRST = (
    "Molen Water Hof Linden Kasteel Vogel Schilders Rivieren Bloemen Componisten Schrijvers "
    "Haven Stations Park Tuin Duin Veld Kerk Tol Zand Klooster Oranje Koningin Ster Hout Wilgen "
    "Merwede Gaarden Bergen Polder Oever Eiland Heuvel Wester Ooster Noorder Zuider Vesting "
    "Markt Ambachts"
)
_DISTRICT_LAST = "wijk buurt kwartier veld hoek landen hage zoom"


def streets() -> tuple[str, ...]:
    """Thousands of different names of streets, the usual ones first.

    >>> streets()[:2], "Eikenlaan" in streets(), len(streets()) > 8000
    (('Kerkstraat', 'Dorpsstraat'), True, True)
    """
    usual = _USUAL.split()
    stems = " ".join((_TREES, _ANIMALS, _CRAFTS, _LAND, _WATERS, _PEOPLE)).split()
    made = [stem.replace("_", " ") + end for end, stem in product(_ENDS, stems)]
    mayors = [f"Burg. {name}{end}" for name, end in product(_MAYORS.split(), _ENDS[:3])]
    plain = usual + made + mayors
    names = [start + name for start, name in product(_STARTS, plain)]
    return tuple(dict.fromkeys(name for name in names if len(name) <= _LONG))


def villages() -> tuple[str, ...]:
    """Names of villages; a real one may happen to be called the same.

    >>> villages()[0]
    'Oosterveen'
    """
    return tuple(a + b for b, a in product(_VILLAGE_LAST.split(), _VILLAGE_FIRST.split()))


def towns() -> tuple[str, ...]:
    """Names of invented municipalities.

    >>> towns()[0], len(towns())
    ('Zeewijk', 224)
    """
    return tuple(a + b for b, a in product(_TOWN_LAST.split(), _TOWN_FIRST.split()))


def districts() -> tuple[str, ...]:
    """Names of districts of a town, the parts of its compass first.

    >>> districts()[:2], len(districts())
    (('Noord', 'Oost'), 328)
    """
    made = (a + b for b, a in product(_DISTRICT_LAST.split(), _DISTRICT_FIRST.split()))
    return _PARTS + tuple(made)
