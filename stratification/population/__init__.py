"""Reference populations: the figures that quotas come from and groups are compared with.

`model` has the tables. What fills and changes them, each module for one thing:

    a file      reading <- forms (long, cross), layout (any table), figures, about,
                totals (rows that count everybody twice)
    CBS         cbs <- cbs_choice (which values), cbs_table (dimensions), statline (asking)
    built in    builtin
    steps       regroup (values into groups, values kept), bands (ages), regions <- region_mapping,
                municipalities (zorgkantoorregio's), all <- mapping (values into others in a table);
                combine (several files, the tables wanted)
    together    recipe, as it is typed in recipe_texts
    to a file   writing
    to quotas   fitting
"""

from stratification.ages import Ages, ages_text, parse_ages
from stratification.population.about import parse_about, with_about
from stratification.population.bands import to_bands
from stratification.population.combine import join, select
from stratification.population.fitting import fit, share_of
from stratification.population.model import About, CrossTable, Population
from stratification.population.reading import Layout, parse_population, read_population
from stratification.population.regroup import keep, regroup
from stratification.population.writing import population_bytes

__all__ = [
    "About",
    "Ages",
    "CrossTable",
    "Layout",
    "Population",
    "ages_text",
    "fit",
    "join",
    "keep",
    "parse_about",
    "parse_ages",
    "parse_population",
    "population_bytes",
    "read_population",
    "regroup",
    "select",
    "share_of",
    "to_bands",
    "with_about",
]
