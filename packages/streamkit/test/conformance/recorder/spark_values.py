"""Values of results, as the corpus writes them."""

import datetime
import json
import math


def corpus_value(value, data_type):
    if value is None:
        return None
    kind = data_type.typeName()
    if kind in ("double", "float"):
        if math.isnan(value):
            return {"$double": "NaN"}
        if math.isinf(value):
            return {"$double": "Infinity" if value > 0 else "-Infinity"}
        return {"$double": "-0.0"} if value == 0 and math.copysign(1, value) < 0 else value
    if kind in ("long", "integer", "short", "byte"):
        return value if abs(value) <= 2**53 - 1 else {"$bigint": str(value)}
    if kind == "decimal":
        return {"$decimal": f"{value:f}"}
    if kind in ("timestamp", "timestamp_ntz"):
        return instant(value, "T" if kind == "timestamp" else " ") + ("Z" if kind == "timestamp" else "")
    if kind == "date":
        return value.isoformat()
    if kind == "binary":
        return {"$binary": bytes(value).hex()}
    if kind == "array":
        return [corpus_value(v, data_type.elementType) for v in value]
    if kind == "struct":
        return [corpus_value(v, f.dataType) for v, f in zip(value, data_type.fields)]
    if kind == "map":
        pairs = [[corpus_value(k, data_type.keyType), corpus_value(v, data_type.valueType)] for k, v in value.items()]
        return {"$map": sorted(pairs, key=lambda pair: sort_key(pair[0]))}
    return value


def instant(value, separator):
    assert isinstance(value, datetime.datetime)
    text = value.strftime(f"%Y-%m-%d{separator}%H:%M:%S")
    return text if value.microsecond == 0 else f"{text}.{value.microsecond:06d}".rstrip("0")


def sort_key(row):
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False)
