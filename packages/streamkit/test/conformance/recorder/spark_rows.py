"""An expression over rows, each row with its own verdict: a query of Spark fails as a whole, its generated projection for one row."""

import struct

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql.types import DecimalType, StructType, _parse_datatype_string

from spark_tree import tree_of

DEFAULTS = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}


class RowEvaluator:
    """Completes documents of `expr`, `schema`, `conf` and `rows` by what Spark gives: `ast`, `type` and `cases`."""

    def __init__(self, spark):
        self.spark = spark
        catalyst = spark._jvm.org.apache.spark.sql.catalyst
        self.some = spark._jvm.scala.Some
        self.projections = catalyst.expressions.UnsafeProjection

    def record(self, document):
        done = {key: value for key, value in document.items() if key != "rows"}
        inputs = self.inputs(document["schema"], document["rows"])
        for name, value in document.get("conf", {}).items():
            self.spark.conf.set(name, value)
        try:
            return {**done, **self.outcome(document, inputs)}
        finally:
            for name, value in DEFAULTS.items():
                self.spark.conf.set(name, value)

    def outcome(self, document, inputs):
        rows = document["rows"]
        try:
            ast = tree_of(self.spark, document["expr"])
        except PySparkException as error:
            return {"parseError": error.getCondition(), "cases": []}
        try:
            frame = self.spark.createDataFrame([], document["schema"]).selectExpr(document["expr"])
            data_type = frame.schema.fields[0].dataType
            projection = self.projection(frame)
        except (PySparkException, Py4JJavaError) as error:
            return {"ast": ast, "cases": [{"in": row, **error_of(error)} for row in rows[:1]]}
        cases = [{"in": row, **self.verdict(projection, values, data_type)} for row, values in zip(rows, inputs)]
        return {"ast": ast, "type": data_type.simpleString(), "cases": cases}

    def projection(self, frame):
        """The projections of the plan, the lowest first: Spark computes what occurs twice in one of its own."""
        plan, found = frame._jdf.queryExecution().optimizedPlan(), []
        while plan.getClass().getSimpleName() == "Project":
            found.insert(0, self.projections.create(plan.projectList(), plan.child().output()))
            plan = plan.child()
        return found or [self.projections.create(plan.output(), plan.output())]

    def verdict(self, projection, row, data_type):
        try:
            # By way of Option.map: py4j remembers methods by the name of their class, and all projections have the same name.
            result = self.some(row)
            for one in projection:
                result = result.map(one)
            return {"value": top_value(result.get(), data_type)}
        except (PySparkException, Py4JJavaError) as error:
            return error_of(error)

    def inputs(self, schema, rows):
        """The rows as Spark holds them. They are made in UTC, whatever zone the expression runs under."""
        fields = _parse_datatype_string(schema).fields
        raw = StructType.fromDDL(", ".join(f"{f.name} {raw_type(f.dataType)}" for f in fields))
        plain = [[raw_value(value, f.dataType) for value, f in zip(row, fields)] for row in rows]
        frame = self.spark.createDataFrame(plain, raw).selectExpr(*[f"{cooked(f)} AS {f.name}" for f in fields])
        return list(frame._jdf.queryExecution().executedPlan().executeCollect())


def error_of(error):
    """The innermost condition, as in expressions.json; errors of Java without one are told by their class."""
    origin = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    inner, chain = origin, []
    while inner is not None and len(chain) < 9:
        found = named(inner)
        if found is not None:
            chain.append(found)
        inner = inner.getCause()
    if not chain and isinstance(error, PySparkException) and error.getCondition() is not None:
        chain = [{"condition": error.getCondition(), "sqlState": error.getSqlState()}]
    if chain:
        return {"error": chain[-1]}
    name = type(error).__name__ if origin is None else origin.getClass().getSimpleName()
    return {"error": {"condition": None, "class": name, "text": str(error).split("\n")[0][:120]}}


def named(throwable):
    """The condition of an error of Spark's; errors of Java have none."""
    try:
        condition = throwable.getCondition()
        return None if condition is None else {"condition": condition, "sqlState": throwable.getSqlState()}
    except Py4JError:
        return None


def raw_type(data_type):
    kind = data_type.typeName()
    if kind in ("decimal", "date", "timestamp_ntz", "binary", "string"):
        return "STRING"
    if kind in ("timestamp", "byte", "short", "integer", "long"):
        return "BIGINT"
    return "DOUBLE" if kind == "float" else data_type.simpleString()


def raw_value(value, data_type):
    if isinstance(value, dict):
        ((tag, text),) = value.items()
        if tag in ("$micros", "$bigint"):
            return int(text)
        return float(text) if tag == "$double" else text
    return float(value) if value is not None and data_type.typeName() in ("double", "float") else value


def cooked(field):
    kind = field.dataType.typeName()
    if kind == "timestamp":
        return f"timestamp_micros({field.name})"
    if kind == "binary":
        return f"unhex({field.name})"
    return f"CAST({field.name} AS {field.dataType.simpleString()})"


def top_value(row, data_type):
    if data_type.typeName() == "timestamp" and not row.isNullAt(0):
        return {"$micros": str(row.getLong(0))}
    return value_at(row, 0, data_type)


def value_at(row, i, data_type):
    """A value of a row or an array, both of which have Spark's getters, as the corpus writes it."""
    if row.isNullAt(i):
        return None
    kind = data_type.typeName()
    if kind in SIMPLE:
        return SIMPLE[kind](row, i)
    if isinstance(data_type, DecimalType):
        return {"$decimal": f"{row.getDecimal(i, data_type.precision, data_type.scale).toJavaBigDecimal():f}"}
    if kind == "array":
        array = row.getArray(i)
        return [value_at(array, j, data_type.elementType) for j in range(array.numElements())]
    if kind == "struct":
        inner = row.getStruct(i, len(data_type.fields))
        return [value_at(inner, j, f.dataType) for j, f in enumerate(data_type.fields)]
    if kind == "map":
        entries = row.getMap(i)
        keys, values = entries.keyArray(), entries.valueArray()
        pairs = range(entries.numElements())
        return {"$map": [[value_at(keys, j, data_type.keyType), value_at(values, j, data_type.valueType)] for j in pairs]}
    if kind == "void":
        return None
    raise ValueError(f"no values of type {kind} are recorded")


def integral(value):
    return value if abs(value) <= 2**53 - 1 else {"$bigint": str(value)}


def fractional(value):
    if value != value:
        return {"$double": "NaN"}
    if value in (float("inf"), float("-inf")):
        return {"$double": "Infinity" if value > 0 else "-Infinity"}
    return {"$double": "-0.0"} if value == 0 and str(value) == "-0.0" else value


def single(value):
    """The shortest digits that tell a float from its neighbours."""
    if value != value or value in (float("inf"), float("-inf")) or value == 0:
        return fractional(value)
    for digits in range(1, 10):
        text = float(f"{value:.{digits}g}")
        if abs(text) < 3.4028235678e38 and as_float(text) == as_float(value):
            return text
    return value


def as_float(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def day_text(days):
    """A date of the proleptic Gregorian calendar, of any year."""
    shifted = days + 719468
    era, of_era = divmod(shifted, 146097)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    year += era * 400 + (1 if month <= 2 else 0)
    sign = "+" if year > 9999 else "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{day:02d}"


def instant_text(micros, separator):
    days, rest = divmod(micros, 86_400_000_000)
    seconds, fraction = divmod(rest, 1_000_000)
    text = f"{day_text(days)}{separator}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return text if fraction == 0 else f"{text}.{fraction:06d}".rstrip("0")


SIMPLE = {
    "boolean": lambda row, i: row.getBoolean(i),
    "byte": lambda row, i: row.getByte(i),
    "short": lambda row, i: row.getShort(i),
    "integer": lambda row, i: row.getInt(i),
    "long": lambda row, i: integral(row.getLong(i)),
    "float": lambda row, i: single(row.getFloat(i)),
    "double": lambda row, i: fractional(row.getDouble(i)),
    "string": lambda row, i: row.getUTF8String(i).toString(),
    "binary": lambda row, i: {"$binary": bytes(row.getBinary(i)).hex()},
    "date": lambda row, i: day_text(row.getInt(i)),
    "timestamp_ntz": lambda row, i: instant_text(row.getLong(i), " "),
    "timestamp": lambda row, i: instant_text(row.getLong(i), "T") + "Z",
}
