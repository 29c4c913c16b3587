# ruff: noqa: RUF001  (Turkish has an i without a dot)
"""Surnames of synthetic people: lists and the parts they are composed of, part of the model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple


class Surname(NamedTuple):
    """A surname: what stands before it, how men and how women write it, how frequent it is."""

    prefix: str
    man: str
    woman: str
    weight: int


_COMMON = (
    "de+Jong Jansen de+Vries van+den+Berg van+Dijk Bakker Janssen Visser Smit Meijer de+Boer "
    "Mulder de+Groot Bos Vos Peters Hendriks van+Leeuwen Dekker Brouwer de+Wit Smits de+Graaf "
    "van+der+Meer van+der+Linden Kok Jacobs de+Haan Vermeulen van+den+Heuvel van+den+Broek "
    "de+Bruin van+der+Heijden Schouten van+Beek Willems van+Vliet van+der+Ven Hoekstra Maas "
    "Verhoeven Koster van+Dam Prins Blom Huisman Peeters de+Jonge Kuipers van+Veen Post Kuiper "
    "Veenstra Kramer van+den+Brink Scholten van+Wijk Postma Martens Vink de+Ruiter Timmermans "
    "Groen Gerritsen Jonker van+Loon Boer van+der+Velden Willemsen Smeets de+Lange de+Vos Bosch "
    "van+Dongen Schipper de+Koning van+der+Laan Koning Driessen van+Doorn Hermans Evers "
    "van+den+Bosch van+der+Meulen Hofman Bosman Wolters Sanders van+der+Horst Mol Molenaar "
    "van+de+Ven Boersma Bouwman Kuijpers Verbeek Schoenmaker Slager Daniëls"
)
_RARE = (
    "'t+Hart van+'t+Hof in+'t+Veld van+'t+Hoff op+den+Akker ter+Horst ten+Brink te+Winkel "
    "den+Hartog den+Ouden den+Dekker ter+Braak ten+Have van+der+Ploeg uit+den+Boogaard "
    "op+'t+Hoog d'+Hondt von+Raesfelt ten+Cate ter+Steege in+den+Haak onder+de+Linden"
)
_PLACES = (
    "Dalen Delft Duin Duren Eijk Essen Gelder Haren Hoorn Houten Kampen Kempen Kessel Lier "
    "Mierlo Nes Oers Putten Rees Rijn Rossum Schaik Son Tilburg Tol Velzen Vugt Weert "
    "Wijngaarden Zanten Zwol"
)
_LANDSCAPE = {
    "van": _PLACES,
    "van de": "Kamp Pol Ven Kerk Laar Sande Wiel Weerd Water Wouw Graaf Griend Gevel Koppel Loo",
    "van den": (
        "Akker Berg Bogaard Boom Bosch Brink Broek Burg Dool Dries Eijnde Elzen Ham Heuvel Hoek "
        "Hoven Hurk Kolk Oever Tempel Toren Wal Wijngaard"
    ),
    "van der": (
        "Beek Geest Gracht Haar Heide Horst Hulst Kooij Kolk Laan Lee Linden Maat Meer Meulen "
        "Molen Plas Poel Schans Schaaf Sluis Steen Sterre Vaart Veen Velde Vlist Weide Werf "
        "Wetering Zande Zijl Zwaag"
    ),
    "van 't": "Hof Hoff Hul Klooster Veer Zand Wout Spijker",
}
_FIRST = (
    "Ooster Wester Noorder Zuider Nieuwen Ouden Groene Groote Kleine Hooge Lage Rooden Witte "
    "Zwarte Roos Els Eiken Linden Berken Wilgen Boven Onder Achter Voor Midden Steen Molen Water "
    "Zand Veen Kerk Dijk Wolfs Vogel Ganzen Hazen Koren Rogge Boter Zout Hout Schaap"
)
_LAST = (
    "kamp veld huis burg hof brug dijk berg hoek broek laar man horst beek bos brink meer poel "
    "sloot waard land donk hout stein steeg boer bergen kerk wijk zande"
)
_FATHERS = (
    "Adriaan Albert Arend Barend Bart Berend Dirk Egbert Evert Frans Frederik Geert Gerrit "
    "Gijsbert Harm Hendrik Herman Huibert Jacob Jan Joost Jurrien Klaas Koert Lambert Laurens "
    "Leendert Lubbert Maarten Matthijs Michiel Pieter Reinder Roelof Rutger Sander Sijmon Steven "
    "Teunis Thijs Tijmen Wessel Wijnand Willem Wolter"
)
_FRISIAN = (
    "Hoek Dijk Veen Zijl Wiers Terp Boon Feen Boer Post Haan Sieb Reit Wier Hiem Spoel Stien "
    "Bouw Jell Sipk Tjeerd Hett Ald Broer Fokk Gerb Idz Jorr Lolk Minn Oen Rins Sjoerd "
    "Tamm Watz Ypk Zand"
)
_TURKISH = (
    "Yılmaz Kaya Demir Şahin Çelik Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan "
    "Çetin Koç Kurt Özkan Şimşek Polat Korkmaz Erdoğan Güneş Acar Aktaş Bulut Keskin Ünal Turan "
    "Gül"
)
_TURKISH_PARTS = (
    "Kara Ak Öz Er Gök Bay Gün Sarı Yeşil Taş Demir Altın",
    "taş kaya demir er kurt dağ su han öz bulut",
)
_MOROCCAN = (
    "el+Amrani el+Idrissi el+Khattabi el+Haddad el+Yousfi el+Bouzidi el+Hamdaoui el+Mansouri "
    "el+Ouali el+Fassi el+Morabet el+Azzouzi el+Kaddouri el+Ghazi Benali Benaïssa Bensaïd "
    "Benhaddou Boujemaa Bouzid Boutaleb Aït+Haddou Aït+Ali Chaoui Daoudi Ouahbi Saidi Tahiri "
    "Ziani Lamrini Mokhtari Bakkali Belkacem Azzaoui Amezian Achahbar Oulad+Ali Zerouali Jabri "
    "Rahmouni"
)
_HINDUSTANI = (
    "Ram Jag Bal Har Gan Bis Raj Sew Som Mah Dur Nan Kal Gob",
    "dien lal nath persad kisoen sing roep dhan sahai pal moen kali",
)
_CREOLE = (
    "Wijngaarde Blokland Pinas Kromosoeto Vrede Rijsdijk Zeefuik Menckeberg Landveld Burleson "
    "Amiemba Lieveld Hoogvliet Kenswil Nijman Fernandes Leeflang Sedney Tjon+A+Tham Lie+A+Kwie "
    "Codrington"
)
_POLISH = (
    "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak "
    "Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski Pawłowski "
    "Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski "
    "Jaworski Adamczyk Dudek Górski Sikora Walczak Witkowski Rutkowski Zając Bąk Sobczak"
)
_WORLD = (
    "Müller Schmidt Schäfer Weiß García Fernández Martínez Gómez Silva Santos Pereira Gonçalves "
    "Rossi Bianchi Dubois Lefèvre Smith Brown Johnson Ionescu Popescu Petrov Dimitrov Kovač "
    "Horvat Nguyen Trần Chen Wang Li Singh Sharma Khan Hussain Al+Khatib Haddad Hosseini Rahimi "
    "Tesfay Haile Diallo Traoré Mensah Okafor Papadopoulos Yamamoto Kim Nilsson Sørensen Novák "
    "Siregar Pattiasina Latuheru Soplanit Martina Maduro Croes Winklaar Bernardina Richardson"
)


def surnames(origin: str) -> tuple[Surname, ...]:
    """All surnames of an origin (one of `given.ORIGINS`), always in the same order.

    >>> surnames("polish")[1]
    Surname(prefix='', man='Kowalski', woman='Kowalska', weight=39)
    """
    return tuple(_LISTS[origin]())


def _listed(text: str, times: int = 1) -> Iterator[Surname]:
    """Names of a list with "+" for a space, the frequent ones first."""
    names = text.split()
    for rank, name in enumerate(names):
        *before, surname = name.split("+")
        if before and before[0][0].isupper():  # "Tjon A Tham": no prefix
            before, surname = [], name.replace("+", " ")
        weight = times * (len(names) - rank)
        yield Surname(" ".join(before), surname, surname, weight)


def _plain(names: Iterator[str] | list[str], weight: int) -> Iterator[Surname]:
    for name in names:
        yield Surname("", name, name, weight)


def _joined(first: str, last: str) -> Iterator[str]:
    """Every first part with every last part, except where it would say the same twice."""
    for start, end in product(first.split(), last.split()):
        if not start.lower().startswith(end[:4]):
            yield start + end


def _dutch() -> Iterator[Surname]:
    yield from _listed(_COMMON, 9)
    yield from _listed(_RARE, 6)
    for before, stems in _LANDSCAPE.items():
        for stem in stems.split():
            yield Surname(before, stem, stem, 160)
    yield from _plain(_joined(_FIRST, _LAST), 12)
    for father, ending in product(_FATHERS.split(), ("s", "sen", "se")):
        joined = father + ending if father[-1] != "s" else father + ending[1:]
        yield Surname("", joined, joined, 45)


def _frisian() -> Iterator[Surname]:
    stems = _FRISIAN.split()
    yield from _plain([stem + end for stem in stems for end in ("stra", "sma", "inga", "ema")], 4)
    yield from _listed("de+Jong de+Vries de+Boer Bakker Visser van+der+Meer Postma Wiersma", 8)
    yield from _plain(["Poelstra", "Sytsma", "Tjeerdsma", "Fûgelsang", "Kûper"], 6)


def _turkish() -> Iterator[Surname]:
    yield from _listed(_TURKISH, 3)
    yield from _plain(_joined(*_TURKISH_PARTS), 8)


def _moroccan() -> Iterator[Surname]:
    yield from _listed(_MOROCCAN)


def _surinamese() -> Iterator[Surname]:
    yield from _plain(_joined(*_HINDUSTANI), 3)
    yield from _listed(_CREOLE, 2)


def _polish() -> Iterator[Surname]:
    for name in _listed(_POLISH):
        woman = name.man[:-1] + "a" if name.man.endswith(("ski", "cki")) else name.man
        yield name._replace(woman=woman)


def _world() -> Iterator[Surname]:
    yield from _listed(_WORLD)


_LISTS = {
    "dutch": _dutch,
    "frisian": _frisian,
    "turkish": _turkish,
    "moroccan": _moroccan,
    "surinamese": _surinamese,
    "polish": _polish,
    "world": _world,
}
