"""Expressions and the rows they are computed over, made by chance: the same seed makes the same."""

import random

import random_shapes
from value_pools import value_of, zone

AREAS = {name[6:].replace("_", "-"): make for name, make in vars(random_shapes).items() if name.startswith("shape_")}
WEIGHTS = {"cast": 5, "parse-pattern": 3, "format-pattern": 2, "decimal": 3, "zones": 2, "strings": 2}
ROWS = 40


def random_document(seed, area=None):
    r = random.Random(seed)
    names = sorted(AREAS)
    name = area or r.choices(names, [WEIGHTS.get(n, 1) for n in names])[0]
    expr, columns = AREAS[name](r)
    document = {"expr": expr, "area": name, "schema": ", ".join(f"{column} {kind}" for column, kind, *_ in columns)}
    conf = {}
    if r.random() < 0.4:
        conf["spark.sql.ansi.enabled"] = "false"
    if name in ("cast", "parse", "parse-pattern", "format-pattern", "zones", "dates", "nested", "json") and r.random() < 0.7:
        conf["spark.sql.session.timeZone"] = zone(r)
    if conf:
        document["conf"] = conf
    document["rows"] = [[cell(r, *column[1:]) for column in columns] for _ in range(ROWS)]
    return document


def cell(r, kind, pool=None):
    if r.random() < 0.04:
        return None
    return pool(r) if pool is not None else value_of(r, kind)
