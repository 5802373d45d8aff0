"""Scenarios made by chance: the same seed, the same scenario."""

import random

START = 10 * 3600  # seconds of 2024-01-01


def instant(seconds, millis=0):
    day, rest = divmod(int(seconds), 86400)
    text = f"2024-01-{1 + day:02d}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return f"{text}.{millis:03d}Z" if millis else f"{text}Z"


class Chance:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.now = START

    def of(self, *choices):
        return self.random.choice(choices)

    def often(self, share):
        return self.random.random() < share

    def time(self):
        """Mostly about now, sometimes late, sometimes far ahead, sometimes null."""
        if self.often(0.04):
            return None
        if self.often(0.1):
            self.now += self.random.randint(20, 90)
        else:
            self.now += self.random.randint(0, 6)
        back = self.random.randint(20, 120) if self.often(0.15) else self.random.randint(0, 8)
        return instant(self.now - back, self.of(0, 0, 0, 1, 500, 999))

    def key(self):
        return None if self.often(0.06) else self.of("a", "b", "c")

    def number(self):
        return None if self.often(0.08) else self.random.randint(-5, 20)

    def delay(self):
        return f"{self.of(0, 5, 10, 30)} seconds"


SCHEMA = "ts TIMESTAMP, k STRING, v INT"
AGGREGATES = [
    "count(*) AS n",
    "count(v) AS nv",
    "sum(v) AS s",
    "min(v) AS lo",
    "max(v) AS hi",
    "avg(v) AS m",
    "count(k, v) AS kv",
    "min_by(v, ts) AS mb",
    "max(ts) AS last",
    "bool_or(v > 10) AS big",
    "count_if(v > 3) AS many",
    "array_sort(collect_set(v)) AS vs",
]


def rows(c, least=0, most=6):
    return [[c.time(), c.key(), c.number()] for _ in range(c.random.randint(least, most))]


def window(c):
    size = c.of(5, 10, 20)
    form = c.of("tumbling", "tumbling", "sliding", "offset")
    if form == "sliding":
        return f"window(ts, '{size} seconds', '{c.of(2, 4, 5)} seconds')"
    if form == "offset":
        return f"window(ts, '{size} seconds', '{size} seconds', '{c.of(1, 3)} seconds')"
    return f"window(ts, '{size} seconds')"


def aggregates(c, count=4):
    return sorted(c.random.sample(AGGREGATES, c.random.randint(1, count)))


def read(c, name="a"):
    plan = [{"op": "source", "name": name}]
    if c.often(0.2):
        plan.append({"op": "filter", "expr": c.of("v IS NOT NULL", "v > 0", "k <> 'c'", "v % 2 = 0")})
    return plan


def marked(c, name="a"):
    plan = read(c, name) + [{"op": "withWatermark", "col": "ts", "delay": c.delay()}]
    if c.often(0.15):
        plan.append({"op": "filter", "expr": c.of("v > 0", "k = 'a' OR k = 'b'", "v IS NOT NULL")})
    return plan


def window_aggregation(c):
    keys = [window(c)] + (["k"] if c.often(0.5) else [])
    plan = marked(c) + [{"op": "groupBy", "keys": keys, "aggs": aggregates(c)}]
    return plan, c.of("append", "append", "update", "complete")


def plain_aggregation(c):
    keys = c.of([], ["k"], ["k"], ["v % 3 AS g"], ["k", "v"])
    return read(c) + [{"op": "groupBy", "keys": keys, "aggs": aggregates(c)}], c.of("update", "complete")


def event_time_aggregation(c):
    return marked(c) + [{"op": "groupBy", "keys": ["ts"], "aggs": aggregates(c, 2)}], c.of("append", "update")


def deduplication(c):
    kind = c.of("dropDuplicates", "dropDuplicates", "dropDuplicatesWithinWatermark", "distinct")
    if kind == "distinct":
        return marked(c) + [{"op": "distinct"}], "append"
    cols = c.of(["k"], ["k", "ts"], ["v", "ts"], ["k", "v"])
    return marked(c) + [{"op": kind, "cols": cols}], c.of("append", "update")


def sessions(c):
    gap = c.of("'5 seconds'", "'10 seconds'", "CASE WHEN k = 'a' THEN '3 seconds' ELSE '12 seconds' END")
    keys = ["k", f"session_window(ts, {gap})"]
    return marked(c) + [{"op": "groupBy", "keys": keys, "aggs": aggregates(c, 3)}], c.of("append", "append", "complete")


def deduplicated_windows(c):
    plan = marked(c) + [{"op": "dropDuplicates", "cols": ["v", "ts"]}]
    return plan + [{"op": "groupBy", "keys": [window(c)], "aggs": aggregates(c, 2)}], "append"


def windows_of_windows(c):
    plan = marked(c) + [{"op": "groupBy", "keys": ["window(ts, '5 seconds')", "k"], "aggs": ["count(*) AS n"]}]
    plan.append({"op": "select", "exprs": ["window_time(window) AS wt", "k", "n"]})
    return plan + [{"op": "groupBy", "keys": ["window(wt, '20 seconds')"], "aggs": ["sum(n) AS total", "count(*) AS parts"]}], "append"


def union(c):
    plan = marked(c, "a") + [{"op": "union", "right": marked(c, "b")}]
    if c.often(0.5):
        return plan + [{"op": "groupBy", "keys": ["window(ts, '10 seconds')", "k"], "aggs": aggregates(c, 2)}], "append"
    return plan + [{"op": "dropDuplicates", "cols": ["k", "ts"]}], "append"


def stream_join(c):
    how = c.of("inner", "inner", "left_outer", "right_outer", "full_outer", "left_semi")
    key = c.of("l.k = r.k", "l.k = r.k", "l.k <=> r.k", "l.v = r.v")
    after = c.of(5, 10, 30)
    bounds = c.of(
        f"r.ts >= l.ts AND r.ts <= l.ts + interval {after} seconds",
        f"r.ts > l.ts - interval {after} seconds AND r.ts < l.ts + interval {after} seconds",
        f"r.ts BETWEEN l.ts AND l.ts + interval {after} seconds",
        f"l.ts - interval {after} seconds <= r.ts AND r.ts <= l.ts",
    )
    on = f"{key} AND l.ts = r.ts" if c.often(0.25) else f"{key} AND {bounds}"
    plan = marked(c, "a") + [{"op": "alias", "name": "l"}]
    right = marked(c, "b") + [{"op": "alias", "name": "r"}]
    plan.append({"op": "join", "right": right, "on": on, "how": how})
    if how == "left_semi":
        return plan + [{"op": "select", "exprs": ["l.ts AS lts", "l.k AS lk", "l.v AS lv"]}], "append"
    exprs = ["l.ts AS lts", "l.k AS lk", "l.v AS lv", "r.ts AS rts", "r.k AS rk", "r.v AS rv"]
    plan.append({"op": "select", "exprs": exprs})
    if how == "inner" and c.often(0.3):
        return plan + [{"op": "groupBy", "keys": ["window(lts, '20 seconds')"], "aggs": ["count(*) AS n", "sum(rv) AS s"]}], "append"
    return plan, "append"


def static_join(c):
    how = c.of("inner", "left_outer", "left_semi", "left_anti")
    plan = read(c) + [{"op": "alias", "name": "s"}]
    right = [{"op": "table", "name": "dim"}, {"op": "alias", "name": "d"}]
    plan.append({"op": "join", "right": right, "on": "s.k = d.id", "how": how})
    if c.often(0.4) and how in ("inner", "left_outer"):
        return plan + [{"op": "groupBy", "keys": ["name"], "aggs": aggregates(c, 2)}], "update"
    return plan, "append"


KINDS = [
    (window_aggregation, 4),
    (plain_aggregation, 2),
    (event_time_aggregation, 1),
    (deduplication, 2),
    (sessions, 2),
    (deduplicated_windows, 1),
    (windows_of_windows, 1),
    (union, 2),
    (stream_join, 5),
    (static_join, 1),
]


def uses(plan, op, name):
    return any((o["op"] == op and o["name"] == name) or uses(o.get("right", []), op, name) for o in plan)


def random_scenario(seed):
    c = Chance(seed)
    kind = c.random.choices([k for k, _ in KINDS], [weight for _, weight in KINDS])[0]
    plan, mode = kind(c)
    names = [name for name in ("a", "b") if uses(plan, "source", name)]
    scenario = {
        "name": f"random-{kind.__name__.replace('_', '-')}-{seed}",
        "area": "random",
        "sources": {name: {"schema": SCHEMA} for name in names},
        "plan": plan,
        "outputMode": mode,
        "steps": [],
    }
    if uses(plan, "table", "dim"):
        scenario["tables"] = {"dim": {"schema": "id STRING, name STRING", "rows": [["a", "A"], ["b", "B"], ["b", "B2"], [None, "none"]]}}
    if len(names) == 2 and c.often(0.25):
        scenario["conf"] = {"spark.sql.streaming.multipleWatermarkPolicy": "max"}
    if c.often(0.12):
        scenario["trigger"] = "availableNow"
    for number in range(c.random.randint(3, 6)):
        step = {"add": {name: rows(c, 1 if number == 0 else 0) for name in names if number == 0 or c.often(0.8)}}
        if number > 0 and "trigger" not in scenario:
            if c.often(0.15):
                step["restart"] = True
            elif c.often(0.1):
                step["crashLastBatch"] = True
        scenario["steps"].append(step)
    return scenario
