"""Records what Spark reads of JSON and text files.

    python record_read.py cases [FOLDER]                the files json.json and text.json of the corpus
    python record_read.py random COUNT SEED OUT.json    files and options by chance, in the same form

Compare by `npm run conformance -- FOLDER --area json` (or text), where the files lie in FOLDER.
"""

import base64
import json
import os
import random
import sys
import tempfile
import time

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.sql import SparkSession  # noqa: E402

from read_cases import JSON_CASES, TEXT_CASES  # noqa: E402
from spark_values import corpus_value  # noqa: E402

KEYS = ["a", "b", "c", "d"]
SCHEMAS = [None, None, None, "a STRING, b BIGINT, _corrupt_record STRING", "a INT, c DOUBLE, b STRING", "a STRUCT<a: INT, b: STRING>, b ARRAY<BIGINT>, d DATE, _corrupt_record STRING",
           "a TIMESTAMP, b DECIMAL(10, 2), c BOOLEAN, d MAP<STRING, INT>", "d FLOAT, c SMALLINT, b BINARY, a TIMESTAMP_NTZ", "a ARRAY<STRUCT<a: INT>>, b STRING, _corrupt_record STRING",
           "c STRING"]
OPTIONS = {"primitivesAsString": ["true"], "prefersDecimal": ["true"], "allowComments": ["true"], "allowUnquotedFieldNames": ["true"], "allowSingleQuotes": ["false"],
           "allowNumericLeadingZeros": ["true"], "allowNonNumericNumbers": ["false"], "allowBackslashEscapingAnyCharacter": ["true"], "allowUnquotedControlChars": ["true"],
           "multiLine": ["true"], "mode": ["DROPMALFORMED", "FAILFAST", "PERMISSIVE"], "dropFieldIfAllNull": ["true"], "inferTimestamp": ["true"], "columnNameOfCorruptRecord": ["a", "bad"],
           "dateFormat": ["dd/MM/yyyy"], "timestampFormat": ["yyyy-MM-dd HH:mm"], "timeZone": ["America/New_York"], "lineSep": [";"]}
SCALARS = ["1", "-1", "0", "00", "012", "-0", "1.5", "1e3", "1E400", "1.0", "123456789012345678901", "99999999999999999999999999999999999999999", "9223372036854775807", "9223372036854775808", "2147483648", "1.23456789012345678901234567890",
           "true", "false", "null", '""', '"x"', '"1"', '"1.5"', '"NaN"', "NaN", "Infinity", "-Infinity", "+INF", "-INF", "INF", '"Infinity"', '"2024-01-02"', '"2024-01-02T03:04:05Z"', '"2024-01-02 03:04"', '"02/01/2024"', '"true"', "'s'", "'a\"b'",
           '"\\u00e9"', '"\\x"', '"a\tb"', '"AAEC"', "nul", "tru", ".5", "1.", "+1", '"\\ud83d\\ude00"', '"a\\/b"', "[]", "{}", '"é"', "0x1", "1 2", "True"]


def value(chance, depth=0):
    roll = chance.random()
    if depth < 3 and roll < 0.12:
        return "[" + ",".join(value(chance, depth + 1) for _ in range(chance.randint(0, 3))) + "]"
    if depth < 3 and roll < 0.25:
        return record(chance, depth + 1)
    usual = chance.random() < 0.75
    return chance.choice(["1", "2.5", "true", "null", '"x"', '"2024-01-02"', "7", "-3", '"y"'] if usual else SCALARS)


def key(chance, name):
    roll = chance.random()
    return name if roll < 0.04 else f"'{name}'" if roll < 0.08 else f'"{name}"'


def record(chance, depth=0):
    space = chance.choice(["", "", " ", "/* c */"]) if chance.random() < 0.1 else ""
    # a name that comes twice is a column that exists twice when types are found: seldom
    names = chance.sample(KEYS, chance.randint(0, 4)) if chance.random() < 0.98 else ["a", "a"]
    return "{" + ",".join(f"{key(chance, name)}:{space}{value(chance, depth)}" for name in names) + "}"


def line(chance):
    roll = chance.random()
    if roll < 0.80:
        return record(chance)
    if roll < 0.88:
        return "[" + ",".join(record(chance) for _ in range(chance.randint(0, 3))) + "]"
    if roll < 0.91:
        return chance.choice(["", "   ", "null", "1", '"x"', "[1,2]", "[null]", "{", "}", "[", "[{}", "// c", "true", "[[]]"])
    text = record(chance)
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(["", "}", "]", ",", '"', " x", ":", "\\", text])


def random_case(number, seed):
    chance = random.Random(seed * 100_003 + number)
    options = {}
    for name in chance.sample(sorted(OPTIONS), chance.choice([0, 0, 1, 1, 2, 3, 5])):
        options[name] = chance.choice(OPTIONS[name])
    end = options.get("lineSep", chance.choice(["\n", "\n", "\n", "\r\n"]))
    text = end.join(line(chance) for _ in range(chance.randint(1, 6))) + chance.choice(["", end])
    return {"name": f"random-{seed}-{number}", "area": "json", "schema": chance.choice(SCHEMAS), "options": options, "text": text}


def condition_of(error):
    """The innermost condition: the outer ones only say that a task has failed."""
    cause = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    found = None
    while cause is not None:
        try:
            found = cause.getCondition() or found
        except Exception:
            pass
        cause = cause.getCause()
    return found or str(error).split("\n")[0][:160]


def observe(spark, case):
    folder = tempfile.mkdtemp()
    content = base64.b64decode(case["base64"]) if "base64" in case else case["text"].encode("utf-8")
    with open(os.path.join(folder, "file"), "wb") as file:
        file.write(content)
    try:
        reader = spark.read.format(case["area"]).options(**case["options"])
        if case.get("schema") is not None:
            reader = reader.schema(case["schema"])
        frame = reader.load(folder)
        schema = [[f.name, f.dataType.simpleString()] for f in frame.schema.fields]
        rows = frame.collect()
        return {"schema": schema, "rows": [[corpus_value(v, f.dataType) for v, f in zip(row, frame.schema.fields)] for row in rows]}
    except Exception as error:
        return {"error": {"condition": condition_of(error)}}


def save(spark, cases, path):
    lines = []
    for case in cases:
        lines.append(json.dumps({**case, "expected": observe(spark, case)}, ensure_ascii=True))
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(lines) + "\n]\n")


def main():
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    if sys.argv[1] == "random":
        count, seed, out = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
        save(spark, [random_case(number, seed) for number in range(count)], out)
    else:
        folder = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../spark-corpus")
        for area, cases in (("json", JSON_CASES), ("text", TEXT_CASES)):
            save(spark, [{"name": name, "area": area, "schema": schema, "options": options, **content} for name, schema, options, content in cases], f"{folder}/{area}.json")
    spark.stop()


main()
