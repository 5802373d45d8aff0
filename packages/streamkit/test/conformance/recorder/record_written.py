"""Records what Spark writes as CSV, JSON and text: the file `written.json` of the corpus.

    python record_written.py [../../spark-corpus/written.json]
"""

import base64
import glob
import json
import os
import sys
import tempfile

from pyspark.sql import SparkSession

from spark_values import corpus_value

TEXTS = """select * from values ('a"b', 'c'), ('"x"', 'y,z'), (' l t ', ''), (null, 'q\\\\"z,'), ('a\\nb', '#h'), ('#k', '   '),
 ('\\\\', 'a\\\\b'), ('é😀', 'x'), ('\\u00a0x\\u00a0', '"'), ('a\\r', 'b;c'), ('', null), ('a\\tb', 'tab\\t') as t(s, t)"""
NUMBERS = """select * from values
 (1Y, 2S, 3, 9223372036854775807L, 1.5D, cast(0.1 as float), 12.30BD, true),
 (-128Y, -32768S, -2147483648, -9223372036854775808L, cast('NaN' as double), cast('Infinity' as float), -0.01BD, false),
 (null, null, null, null, -0.0D, cast('-Infinity' as float), 0.00BD, null),
 (0Y, 0S, 0, 0L, 1e7D, cast(1e-5 as float), null, true),
 (0Y, 0S, 0, 0L, 123456789.125D, cast(16777216 as float), 99.99BD, true) as t(a, b, c, d, e, f, g, h)"""
DECIMALS = """select cast(c as decimal(20, 10)) a, cast(c as decimal(38, 18)) b, cast(c as decimal(5, 0)) c from values
 (0.00000001BD), (-0.0000001BD), (1BD), (12345.678BD), (0BD), (0.000001BD) as t(c)"""
TIMES = """select * from values
 (date'1969-12-31', timestamp'1969-12-31 23:59:59.123456', timestamp_ntz'1969-07-20 20:17:40.5'),
 (date'2024-02-29', timestamp'2024-07-01 12:00:00', timestamp_ntz'2024-07-01 12:00:00.000001'),
 (date'1582-10-15', timestamp'1901-01-01 00:00:00', timestamp_ntz'1800-01-01 00:00:00'),
 (null, null, null), (date'0001-01-01', timestamp'1883-11-18 12:00:00', timestamp_ntz'9999-12-31 23:59:59') as t(d, ts, n)"""
NESTED = """select * from values
 (array(1, null), map('b', 1, 'a', null), named_struct('z', 1, 'y', cast(null as string), 'x', 'é"\\\\\\\\/\\u2028'), cast(null as string)),
 (array(), map(), named_struct('z', null, 'y', 'q', 'x', null), 'n'),
 (null, null, null, '') as t(a, m, s, n)"""
DEEP = """select array(array(1.5D, cast('NaN' as double)), null) aa, array(named_struct('q', cast(null as int), 'r', date'2020-01-01')) e,
 map('k', map('x y', array(true))) mm, map(1, 'one', 2, null) mi, map(1.5D, 1) md, map(cast(1.50 as decimal(5,2)), timestamp'2020-01-01 00:00:00') mt,
 named_struct('b', X'00ff41', 'c', cast(0.00000001 as decimal(20,10)), 'in', named_struct('b', 2, 'a', 1)) s"""
BINARY = "select * from values (X'', 1), (X'00FF41', 2), (null, 3) as t(b, i)"
CONTROL = "select * from values ('\\u0001\\b\\f\\n\\r\\t\\u001f\\u007f\\u0080'), ('</script>'), ('\\u2028\\u2029'), ('\\ud83d\\ude00') as t(s)"
ONE = "select * from values ('a'), (null), (''), (' '), ('é'), ('b\\nc'), ('\"') as t(v)"
NONE = "select 'a' as s, 1 as i where false"
NAMES = "select 1 as `a b`, 2 as `a\"b`, 3 as `é`, 4 as `x,y`, 5 as ` lead`, 6 as `#c`"
COMMENT = "select 1 as `#c`, '#x' as d, ' #y' as e union all select 2, '#', '#'"
NULLS = "select cast(null as string) v union all select 'x' union all select cast(null as string)"

CASES = [
    ("csv", TEXTS, {}), ("csv", TEXTS, {"header": "true"}), ("csv", TEXTS, {"quoteAll": "true"}), ("csv", TEXTS, {"escapeQuotes": "false"}),
    ("csv", TEXTS, {"quote": ""}), ("csv", TEXTS, {"quote": "'"}), ("csv", TEXTS, {"ignoreLeadingWhiteSpace": "false"}),
    ("csv", TEXTS, {"ignoreTrailingWhiteSpace": "false"}),
    ("csv", TEXTS, {"ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false", "quoteAll": "true"}),
    ("csv", TEXTS, {"nullValue": "NULL", "emptyValue": "EMPTY"}), ("csv", TEXTS, {"nullValue": '"n"', "quoteAll": "true"}),
    ("csv", TEXTS, {"nullValue": "a,b"}), ("csv", TEXTS, {"nullValue": 'a"b', "emptyValue": " "}), ("csv", TEXTS, {"nullValue": "#", "emptyValue": "x\ny"}),
    ("csv", TEXTS, {"escape": '"'}), ("csv", TEXTS, {"escape": ""}), ("csv", TEXTS, {"charToEscapeQuoteEscaping": "|"}), ("csv", TEXTS, {"escape": "b"}),
    ("csv", TEXTS, {"sep": "||"}), ("csv", TEXTS, {"sep": "\\t"}), ("csv", TEXTS, {"sep": ";", "comment": "\\"}), ("csv", TEXTS, {"sep": "x"}),
    ("csv", TEXTS, {"lineSep": ";"}), ("csv", TEXTS, {"lineSep": "\r\n"}), ("csv", TEXTS, {"lineSep": "b"}), ("csv", TEXTS, {"lineSep": "abc"}), ("csv", TEXTS, {"lineSep": ""}),
    ("csv", TEXTS, {"encoding": "UTF-16"}), ("csv", TEXTS, {"encoding": "UTF-16LE", "header": "true"}), ("csv", TEXTS, {"encoding": "us-ascii"}),
    ("csv", TEXTS, {"encoding": "UTF-32"}), ("csv", TEXTS, {"encoding": "latin1"}), ("csv", TEXTS, {"charset": "ISO-8859-1"}), ("csv", TEXTS, {"emptyValue": ""}), ("csv", TEXTS, {"quote": "ab"}),
    ("csv", NUMBERS, {}), ("csv", NUMBERS, {"quoteAll": "true", "header": "true"}), ("csv", NUMBERS, {"sep": "."}), ("csv", NUMBERS, {"sep": "-", "nullValue": "-"}),
    ("csv", NUMBERS, {"nanValue": "nan", "positiveInf": "inf"}),
    ("csv", DECIMALS, {}), ("csv", TIMES, {}), ("csv", TIMES, {"timeZone": "America/New_York"}), ("csv", TIMES, {"timeZone": "+05:30", "timestampFormat": "yyyy-MM-dd HH:mm:ss.SSSSSS XXX"}),
    ("csv", TIMES, {"dateFormat": "dd/MM/yyyy", "timestampFormat": "d MMM yyyy, HH:mm", "timestampNTZFormat": "yyyy HH"}), ("csv", TIMES, {"dateFormat": "EEEE d MMMM", "locale": "de-DE"}),
    ("csv", BINARY, {}), ("csv", NESTED, {}), ("csv", ONE, {}), ("csv", ONE, {"quoteAll": "true"}), ("csv", ONE, {"nullValue": "-"}), ("csv", NULLS, {}), ("csv", NONE, {}), ("csv", NONE, {"header": "true"}),
    ("csv", NAMES, {"header": "true"}), ("csv", NAMES, {"header": "true", "quoteAll": "true"}), ("csv", COMMENT, {"header": "true"}), ("csv", "select null as x", {}),
    ("csv", CONTROL, {}), ("csv", TIMES, {"timestampFormat": "Y"}),
    ("json", TEXTS, {}), ("json", TEXTS, {"ignoreNullFields": "false"}), ("json", TEXTS, {"pretty": "true"}), ("json", TEXTS, {"encoding": "UTF-16"}),
    ("json", TEXTS, {"encoding": "UTF-16LE", "lineSep": "\r\n"}), ("json", TEXTS, {"encoding": "ISO-8859-1"}), ("json", TEXTS, {"encoding": "latin1"}), ("json", TEXTS, {"encoding": "UTF-32"}), ("json", TEXTS, {"lineSep": "--"}), ("json", TEXTS, {"lineSep": ""}),
    ("json", TEXTS, {"writeNonAsciiCharacterAsCodePoint": "true"}),
    ("json", NUMBERS, {}), ("json", NUMBERS, {"ignoreNullFields": "false", "sortKeys": "true"}), ("json", DECIMALS, {}), ("json", TIMES, {}), ("json", TIMES, {"timeZone": "America/New_York"}),
    ("json", TIMES, {"dateFormat": "dd/MM/yyyy", "timestampFormat": "d MMM yyyy, HH:mm", "timestampNTZFormat": "yyyy HH"}), ("json", TIMES, {"dateFormat": "EEEE d MMMM", "locale": "de-DE"}),
    ("json", NESTED, {}), ("json", NESTED, {"ignoreNullFields": "false"}), ("json", NESTED, {"pretty": "true"}), ("json", NESTED, {"pretty": "true", "ignoreNullFields": "false"}), ("json", NESTED, {"sortKeys": "true"}),
    ("json", DEEP, {}), ("json", DEEP, {"sortKeys": "true"}), ("json", DEEP, {"pretty": "true"}), ("json", DEEP, {"pretty": "true", "sortKeys": "true"}), ("json", BINARY, {}), ("json", CONTROL, {}), ("json", CONTROL, {"writeNonAsciiCharacterAsCodePoint": "true"}),
    ("json", NONE, {}), ("json", NAMES, {}), ("json", NAMES, {"sortKeys": "true"}), ("json", "select null as x, 1 as i", {}), ("json", "select null as x, 1 as i", {"ignoreNullFields": "false"}),
    ("text", ONE, {}), ("text", ONE, {"lineSep": "|"}), ("text", ONE, {"lineSep": "\r\n"}), ("text", ONE, {"encoding": "UTF-16LE"}), ("text", ONE, {"encoding": "UTF-16LE", "lineSep": "xy"}),
    ("text", ONE, {"lineSep": ""}), ("text", ONE, {"wholetext": "true"}), ("text", "select 1 as v", {}), ("text", TEXTS, {}), ("text", CONTROL, {}), ("text", NONE, {}),
]


def written(frame, format_name, options):
    folder = os.path.join(tempfile.mkdtemp(), "out")
    frame.coalesce(1).write.format(format_name).options(**options).save(folder)
    content = b"".join(open(path, "rb").read() for path in sorted(glob.glob(folder + "/part-*")))
    try:
        return {"text": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}


def value_of(value, data_type):
    """Maps keep their order here: it shows in the file."""
    if value is not None and data_type.typeName() == "map":
        return {"$map": [[corpus_value(k, data_type.keyType), value_of(v, data_type.valueType)] for k, v in value.items()]}
    return corpus_value(value, data_type)


def condition_of(error):
    while error is not None:
        condition = getattr(error, "getCondition", lambda: None)() or getattr(error, "getErrorClass", lambda: None)()
        if condition:
            return condition
        error = error.__cause__
    return None


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "../../spark-corpus/written.json")
    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    spark.conf.set("spark.sql.shuffle.partitions", "1")
    counts = {}
    lines = []
    for format_name, sql, options in CASES:
        counts[format_name] = counts.get(format_name, 0) + 1
        frame = spark.sql(sql)
        case = {"name": f"{format_name}-{counts[format_name]:02d}", "format": format_name, "schema": frame._jdf.schema().toDDL(), "sql": sql}
        case["rows"] = [[value_of(v, f.dataType) for v, f in zip(row, frame.schema.fields)] for row in frame.collect()]
        case["options"] = options
        try:
            case["expected"] = written(frame, format_name, options)
        except Exception as error:
            case["expected"] = {"error": condition_of(error) or str(error).split("\n")[0][:200]}
        lines.append(json.dumps(case, ensure_ascii=True))
    with open(out, "w") as file:
        file.write("[\n" + ",\n".join(lines) + "\n]\n")
    spark.stop()


main()
