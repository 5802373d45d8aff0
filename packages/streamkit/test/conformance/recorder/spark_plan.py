"""The plan of a scenario as a DataFrame of Spark."""

from pyspark.sql import functions as F


def build_frame(spark, scenario, folder):
    tables = {}
    for name, table in scenario.get("tables", {}).items():
        tables[name] = static_table(spark, table)

    def source(name):
        spec = scenario["sources"][name]
        reader = spark.readStream.schema(spec["schema"]).format(spec.get("format", "json"))
        for option, value in spec.get("options", {}).items():
            reader = reader.option(option, value)
        return reader.load(f"{folder}/src_{name}")

    def build(plan):
        frame = None
        for o in plan:
            if o["op"] == "source":
                frame = source(o["name"])
            elif o["op"] == "table":
                frame = tables[o["name"]]
            else:
                frame = apply(frame, o, build)
        return frame

    return build(scenario["plan"])


def static_table(spark, table):
    import json
    import tempfile

    columns = [c.strip().split(" ")[0] for c in table["schema"].split(",")]
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        for row in table["rows"]:
            file.write(json.dumps(dict(zip(columns, row))) + "\n")
    return spark.read.schema(table["schema"]).json(file.name)


def apply(frame, o, build):
    op = o["op"]
    exprs = lambda field: [F.expr(text) for text in o.get(field, [])]  # noqa: E731
    if op == "select":
        return frame.selectExpr(*o["exprs"])
    if op == "filter":
        return frame.filter(o["expr"])
    if op == "withColumn":
        return frame.withColumn(o["name"], F.expr(o["expr"]))
    if op == "withColumnRenamed":
        return frame.withColumnRenamed(o["from"], o["to"])
    if op == "drop":
        return frame.drop(*o["cols"])
    if op == "alias":
        return frame.alias(o["name"])
    if op == "withWatermark":
        return frame.withWatermark(o["col"], o["delay"])
    if op in ("dropDuplicates", "dropDuplicatesWithinWatermark"):
        return getattr(frame, op)(o["cols"]) if o.get("cols") else getattr(frame, op)()
    if op == "distinct":
        return frame.distinct()
    if op in ("groupBy", "rollup", "cube"):
        return getattr(frame, op)(*exprs("keys")).agg(*exprs("aggs"))
    if op == "pivot":
        return frame.groupBy(*exprs("keys")).pivot(o["col"], o.get("values")).agg(*exprs("aggs"))
    if op == "join":
        right = build(o["right"])
        if "on" in o:
            return frame.join(right, F.expr(o["on"]), o.get("how", "inner"))
        return frame.join(right, o["using"], o.get("how", "inner")) if "using" in o else frame.crossJoin(right)
    if op == "unionByName":
        return frame.unionByName(build(o["right"]), o.get("allowMissingColumns", False))
    if op in ("union", "intersect"):
        return getattr(frame, op)(build(o["right"]))
    if op == "except":
        return frame.subtract(build(o["right"]))
    if op == "orderBy":
        return frame.orderBy(*[F.col(c).desc() if o.get("desc") else F.col(c) for c in o["cols"]])
    if op in ("limit", "offset"):
        return getattr(frame, op)(o["n"])
    if op == "sample":
        return frame.sample(o["fraction"])
    if op == "dropna":
        return frame.na.drop(subset=o.get("cols"))
    if op == "fillna":
        return frame.na.fill(o["value"], o.get("cols"))
    raise ValueError(f"this recorder has no {op}")
