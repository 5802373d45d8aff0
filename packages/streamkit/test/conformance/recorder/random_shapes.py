"""Shapes of expressions, an area each: the text of one, and its columns as (name, type[, pool])."""

from value_pools import NUMERIC, date_text, decimal_type, number_text, scalar_type, text, words, zone

LETTERS = "GyMLdEaHhKkmsSVOXxQqDFYuwWBeNnAZIc"
PATTERNS = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "dd/MM/yyyy", "d/M/yy", "MM/dd/yyyy hh:mm a", "yyyyMMdd", "yyyyMMddHHmmss", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "yyyy-MM-dd'T'HH:mm:ssX", "d MMM yyyy", "d MMMM uuuu", "EEE, d MMM yyyy",
    "yyyy-DDD", "HH:mm", "yyyy", "MM-dd", "y-M-d H:m:s", "yyyy-MM-dd HH:mm:ss.SSSSSS", "yyyy-MM-dd HH:mm:ss[.SSS]", "[yyyy-MM-dd][dd.MM.yyyy]", "yyyy-MM-dd hh:mm:ss a", "yyyy QQQ", "yyyy-MM-dd kk:mm", "yyyy-MM-dd KK:mm a", "dd.MM.yyyy VV", "yyyy-MM-dd HH:mm O",
    "yyyy-MM-dd HH:mm xxx", "G yyyy", "EEEE", "yyyy''MM", "'on' yyyy", "LLL", "LLLL", "F", "qqq", "yyyy-MM-dd'T'HH:mm:ss.S", "SSS", "yyyyyyy", "MMMMM", "yy", "ddd", "HHH", "aa", "ZZZZZ", "Z", "OOOO", "VV", "XXXXX", "x"]
ANY = ["TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "STRING", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "BINARY", "DECIMAL(10,2)", "DECIMAL(38,10)"]


def quoted(value):
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def shape_cast(r):
    source = r.choice(["STRING", scalar_type(r), scalar_type(r)])
    target = r.choice([scalar_type(r), scalar_type(r), decimal_type(r), "STRING"])
    pool = []
    if source == "STRING":
        pool = [date_text if target in ("DATE", "TIMESTAMP", "TIMESTAMP_NTZ") else number_text if r.random() < 0.9 else text]
    return f"{r.choice(['CAST', 'CAST', 'TRY_CAST'])}(a AS {target})", [("a", source, *pool)]


def shape_nested(r):
    a, b = r.choice(ANY), r.choice(ANY)
    shape = r.choice(["CAST(array(a, a) AS STRING)", "CAST(named_struct('x', a, 'y', b) AS STRING)", "CAST(map('k', a) AS STRING)", "CAST(array(named_struct('x', a, 'y', array(b))) AS STRING)", "CAST(map(coalesce(a, a), b) AS STRING)"])
    return shape.replace("map(coalesce(a, a), b)", "map('k', b, 'l', null)"), [("a", a), ("b", b)]


def shape_parse(r):
    fn = r.choice(["CAST(a AS DATE)", "CAST(a AS TIMESTAMP)", "CAST(a AS TIMESTAMP_NTZ)", "to_date(a)", "to_timestamp(a)", "try_to_timestamp(a)", "TRY_CAST(a AS TIMESTAMP)", "unix_timestamp(a, 'yyyy-MM-dd HH:mm:ss')", "date(a)", "timestamp(a)"])
    return fn, [("a", "STRING", date_text)]


def pattern(r):
    if r.random() < 0.6:
        return r.choice(PATTERNS)
    parts = [r.choice(LETTERS) * r.choice([1, 2, 2, 3, 4, 5, 6]) for _ in range(r.randint(1, 4))]
    return r.choice(["-", " ", "/", ":", "", "'T'", "."]).join(parts)


def patterned(r, made):
    """Text that fits a pattern, roughly."""
    month = r.randint(1, 12)
    names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    full = "January February March April May June July August September October November December".split()
    out, i = "", 0
    while i < len(made):
        n = len(made) - len(made[i:].lstrip(made[i]))  - i if False else run_length(made, i)
        c = made[i]
        number = {"y": r.randint(1900, 2030), "u": r.randint(1900, 2030), "M": month, "L": month, "d": r.randint(1, 31), "H": r.randint(0, 24), "h": r.randint(0, 13), "K": r.randint(0, 12), "k": r.randint(0, 24), "m": r.randint(0, 60), "s": r.randint(0, 60), "D": r.randint(1, 366), "Q": r.randint(1, 4), "q": r.randint(1, 4)}
        if c in "ML" and n >= 3:
            out += names[month - 1] if n == 3 else full[month - 1]
        elif c == "S":
            out += "".join(r.choice("0123456789") for _ in range(r.choice([n, n, n + 1, 1])))
        elif c in number:
            value = number[c] % 100 if c in "yu" and n == 2 else number[c]
            out += str(value).rjust(r.choice([n, n, n, 1, n + 1]), "0")
        elif c == "a":
            out += r.choice(["AM", "PM", "am", "pm", "p"])
        elif c in "XxZzOV":
            out += r.choice(["Z", "+01:00", "+0100", "-08", "UTC", "GMT+1", "GMT+01:00", "Europe/Berlin", "PST", "CET", "+00:00", zone(r)])
        elif c == "E":
            out += r.choice(["Mon", "Tuesday", "Wed"])
        elif c == "G":
            out += r.choice(["AD", "BC"])
        elif c not in "'[]":
            out += c * n
        i += n
    return out if r.random() < 0.85 else out[: r.randint(0, len(out))] + r.choice(["", " ", "x", "1"])


def run_length(made, i):
    n = 1
    while i + n < len(made) and made[i + n] == made[i]:
        n += 1
    return n


def shape_parse_pattern(r):
    made = pattern(r)
    fn = r.choice(["to_date", "to_timestamp", "to_timestamp", "try_to_timestamp", "unix_timestamp", "to_unix_timestamp"])
    return f"{fn}(a, {quoted(made)})", [("a", "STRING", lambda g: patterned(g, made))]


def shape_format_pattern(r):
    made, kind = pattern(r), r.choice(["TIMESTAMP", "TIMESTAMP", "DATE", "TIMESTAMP_NTZ"])
    if r.random() < 0.1:
        return f"from_unixtime(a, {quoted(made)})", [("a", "BIGINT", lambda g: g.randint(-10**10, 10**10))]
    return f"date_format(a, {quoted(made)})", [("a", kind)]


def shape_zones(r):
    fn = r.choice(["CAST(a AS STRING)", "CAST(a AS DATE)", "CAST(a AS TIMESTAMP_NTZ)", "CAST(b AS TIMESTAMP)", "hour(a)", "date_trunc('HOUR', a)", "date_trunc('DAY', a)", "date_trunc('WEEK', a)", "date_trunc('MINUTE', a)", "date_trunc('YEAR', a)", "from_utc_timestamp(a, Z)", "to_utc_timestamp(a, Z)", "date_format(a, 'yyyy-MM-dd HH:mm:ss XXX')", "date_format(a, 'O OOOO x xxxx VV')", "CAST(CAST(a AS DATE) AS TIMESTAMP)", "unix_timestamp(b)", "make_timestamp(year(b), month(b), day(b), hour(b), minute(b), second(b), Z)"])
    return fn.replace("Z)", f"{quoted(zone(r))})"), [("a", "TIMESTAMP"), ("b", "TIMESTAMP_NTZ")]


def shape_dates(r):
    unit = r.choice(["YEAR", "QUARTER", "MONTH", "MON", "WEEK", "DAY", "DD", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND", "yy", "bogus"])
    field = r.choice(["YEAR", "YEAROFWEEK", "QUARTER", "MONTH", "WEEK", "DAY", "DAYOFWEEK", "DOW", "DOW_ISO", "DOY", "HOUR", "MINUTE", "SECOND"])
    fn = r.choice(["date_add(d, n)", "date_sub(d, n)", "datediff(d, e)", "add_months(d, n)", "months_between(t, u)", "months_between(t, u, false)", "last_day(d)", "next_day(d, s)", f"trunc(d, '{unit}')", f"date_trunc('{unit}', t)", f"date_trunc('{unit}', w)", f"extract({field} FROM t)", f"extract({field} FROM d)", f"date_part('{field}', w)", "year(t)", "weekofyear(d)", "dayofweek(d)", "weekday(d)", "dayofyear(t)", "quarter(d)", "second(t)", "dayname(d)", "monthname(d)",
        "make_date(n, m, k)", "make_timestamp(n, m, k, m, k, x)", "make_timestamp_ntz(n, m, k, m, k, x)", "unix_micros(t)", "unix_millis(t)", "unix_seconds(t)", "unix_date(d)", "date_from_unix_date(n)", "timestamp_seconds(y)", "timestamp_millis(l)", "timestamp_micros(l)", "d < t", "d = w", "t <=> w", "greatest(t, u)", "CAST(t AS DOUBLE)", "CAST(y AS TIMESTAMP)", "from_unixtime(l)"])
    small = lambda g: g.choice([0, 1, -1, 12, g.randint(-5000, 5000), g.randint(1, 31), 2024, g.randint(1, 9999), 2147483647])
    return fn, [("d", "DATE"), ("e", "DATE"), ("t", "TIMESTAMP"), ("u", "TIMESTAMP"), ("w", "TIMESTAMP_NTZ"), ("n", "INT", small), ("m", "INT", lambda g: g.randint(0, 13)), ("k", "INT", lambda g: g.randint(0, 31)), ("x", "DECIMAL(8,6)"), ("l", "BIGINT", lambda g: g.randint(-10**13, 10**13)), ("y", "DOUBLE"), ("s", "STRING", lambda g: g.choice(["Mon", "TUESDAY", "we", "Thu", "xx", "", "sunday"]))]


def shape_decimal(r):
    a, b = r.choice([decimal_type(r), decimal_type(r), "INT", "BIGINT"]), decimal_type(r)
    op = r.choice(["a + b", "a - b", "a * b", "a / b", "a % b", "a div b", "pmod(a, b)", "-b", "abs(b)", "b * b * b", "a / b / b", "try_add(a, b)", "try_multiply(a, b)", "try_divide(a, b)", "try_subtract(a, b)", "a = b", "a < b", "greatest(a, b)", "coalesce(a, b)", "mod(a, b)", "b + 1", "b * 0.1", "b / 3", "if(a > b, a, b)", f"CAST(a * b AS {decimal_type(r)})"])
    return op, [("a", a), ("b", b)]


def shape_integers(r):
    a, b = r.choice(NUMERIC[:4]), r.choice(NUMERIC)
    op = r.choice(["a + b", "a - b", "a * b", "a / b", "a % b", "a div b", "pmod(a, b)", "-a", "abs(a)", "~a", "a & a", "a | a", "a ^ a", "try_add(a, b)", "try_multiply(a, b)", "try_divide(a, b)", "a = b", "a < b", "a <=> b", "shiftleft(a, 3)", "shiftright(a, 2)", "shiftrightunsigned(a, 2)", "a > '5'", "a + '5'", "greatest(a, b)", "least(a, b)", "coalesce(a, b)", "nullif(a, b)", "hex(a)", "bin(a)", "factorial(CAST(a % 25 AS INT))", "a in (b, 1, null)", "width_bucket(a, 0, 100, 7)"])
    return op, [("a", a), ("b", b)]


def shape_numbers(r):
    kind = r.choice(["DOUBLE", "DOUBLE", "FLOAT", decimal_type(r), decimal_type(r), "INT", "BIGINT", "TINYINT"])
    scale = r.choice([0, 1, 2, 3, 5, 10, -1, -2, -5, 20, 38])
    op = r.choice([f"round(a, {scale})", f"bround(a, {scale})", f"ceil(a, {scale})", f"floor(a, {scale})", "round(a)", "bround(a)", "ceil(a)", "floor(a)", f"format_number(a, {abs(scale)})", "format_number(a, '#,###.00')", "CAST(a AS STRING)", "abs(a)", "sign(a)", "-a", "rint(a)", "sqrt(a)", "cbrt(a)", "exp(a)", "ln(a)", "log10(a)", "log2(a)", "log1p(a)", "expm1(a)", "pow(a, 2)", "pow(a, 0.5)", "sin(a)", "tan(a)", "atan(a)", "asin(a)", "sinh(a)", "tanh(a)", "degrees(a)", "radians(a)", "a / 3", "a % 3", "a * 1.1", "a + 0.1", "a = a", "a < 0", "isnan(a)", "nanvl(a, 1)", "format_string('%.3f', CAST(a AS DOUBLE))", "format_string('%e', CAST(a AS DOUBLE))", "hypot(a, 2)", "atan2(a, 2)", "to_json(named_struct('a', a))", "concat(a, '')"])
    return op, [("a", kind)]


def shape_strings(r):
    n, m = r.choice([0, 1, 2, 3, -1, -3, 10, 100]), r.choice([0, 1, 2, 5, -1, 100])
    op = r.choice([f"substring(a, {n}, {m})", f"substring(a, {n})", "length(a)", "upper(a)", "lower(a)", "initcap(a)", "reverse(a)", "trim(a)", "ltrim(a)", "btrim(a, b)", "rtrim('a', a)", "locate(b, a)", f"locate(b, a, {n})", "instr(a, b)", f"lpad(a, {n}, b)", f"rpad(a, {n}, b)", f"lpad(a, {m})", "translate(a, b, 'xyz')", "translate(a, 'abé', b)", f"split_part(a, b, {n})", f"substring_index(a, b, {n})", "replace(a, b, 'x')", "replace(a, b)", "concat(a, b)", "concat_ws(b, a, a)", "concat_ws(',', array(a, b), null, a)", f"repeat(a, {m})", f"left(a, {n})", f"right(a, {n})", "ascii(a)", "char(length(a) + 60)", "base64(a)", "unbase64(a)", "hex(a)", "unhex(a)", "levenshtein(a, b)", f"levenshtein(a, b, {abs(m)})", "soundex(a)", "find_in_set(a, b)", "contains(a, b)", "startswith(a, b)", "endswith(a, b)", "a < b", "a = b", "octet_length(a)", "bit_length(a)", f"overlay(a PLACING b FROM {n})", f"overlay(a PLACING b FROM {n} FOR {m})", f"elt({n}, a, b)", "format_string('%5s|%-5s|', a, b)", "format_string('%S %c', a, 65)", "url_encode(a)", "url_decode(a)", "try_url_decode(a)", "sentences(a)", "encode(a, 'UTF-16')", "encode(a, 'UTF-8')", "decode(encode(a, 'UTF-16LE'), 'UTF-16LE')", "to_json(named_struct('a', a))", "greatest(a, b)", "array_join(array(a, b, null), '-', '?')", "position(b, a)", "a || b", "mask_dummy(a)", "trim(BOTH b FROM a)", "char_length(a)", "parse_url(a, 'HOST')"])
    return op, [("a", "STRING", words), ("b", "STRING", lambda g: g.choice(["a", "", ",", " ", "b", "é", "\U0001f600", words(g)]))]


REGEXES = [r"\d+", r"(\w)(\d)", r"[a-c]+", r"^a", r"b$", r"(?i)SPARK", r"\s+", r"[^a-z]", r"a*", r"(a|b)+?", r"\p{L}+", r"\p{Lu}", r"[[:alpha:]]", r"\bq", r"(?<x>o)", r".", r"(?s).+", r"\Qa.b\E", r"[\w&&[^a]]", r"a{2}", r"(?:o)(?=w)", r"(?<!h)e", r"a++", r"\x61", r"\u0061", r"\h", r"\R", r"\z", r"\Z", r"\A", r"[", r"(", r"*", r"a{", r"\p{IsAlphabetic}", r"\p{Punct}", r"[a\-z]", r"(?m)^c", "é", "\U0001f600+", r"", r"[.,]", r"\.", r"|", r"x|y|", r"(?x) a b", r"\S\W", r"[\p{L}&&[^\p{Lu}]]", r"\G.", r"(a)\1", r"\07", r"\cA", r"\e", r"\v", r"\N{DIGIT ONE}", r"\X"]


def shape_regex(r):
    regex = quoted(r.choice(REGEXES))
    to = quoted(r.choice(["", "x", "$1", "[$0]", "\\$", "$2", "${x}", "\\\\", "$", "a$0b$0"]))
    like = quoted(r.choice(["%", "a%", "%c", "_", "__%", "%a_", "\\%", "a\\_", "%\\", "é%", "", "a\\b", "%\U0001f600%", "%\n%", "%.%"]))
    op = r.choice([f"a rlike {regex}", f"regexp_replace(a, {regex}, {to})", f"regexp_replace(a, {regex}, {to}, 2)", f"regexp_extract(a, {regex}, 0)", f"regexp_extract(a, {regex}, 1)", f"regexp_extract_all(a, {regex}, 0)", f"regexp_count(a, {regex})", f"regexp_instr(a, {regex})", f"regexp_substr(a, {regex})", f"split(a, {regex})", f"split(a, {regex}, {r.choice([-1, 0, 1, 2, 3])})", f"a LIKE {like}", f"a ILIKE {like}", f"a LIKE {like.replace('%', '#%')} ESCAPE '#'"])
    return op, [("a", "STRING", words)]


def shape_hash(r):
    a, b = r.choice(ANY), r.choice(ANY)
    op = r.choice(["hash(a)", "xxhash64(a)", "hash(a, b)", "xxhash64(a, b)", "hash(array(a, a))", "xxhash64(named_struct('x', a, 'y', b))", "md5(CAST(a AS STRING))", "sha1(CAST(a AS STRING))", "sha2(CAST(a AS STRING), 256)", "sha2(CAST(a AS STRING), 512)", "sha2(CAST(a AS STRING), 224)", "sha2(CAST(a AS STRING), 0)", "sha2(CAST(a AS STRING), 1)", "crc32(CAST(a AS STRING))", "hash(named_struct('x', array(a), 'y', b))"])
    return op, [("a", a), ("b", b)]


JSON = ['{"a":1}', '{"a":1.5,"b":"x"}', '{"a":null}', '{"a":"1"}', '{"a":[1,2,3]}', '{"a":{"b":[{"c":5}]}}', '{"a":true}', '{"a":1e400}', '{"a":12345678901234567890}', "{'a':1}", '{"a":NaN}', '{"a":1,}', '{"a":01}', '{"a":"2024-01-02"}', '{"a":"2024-01-02T03:04:05Z"}', '[{"a":1},{"a":2}]', "[1,2]", '"x"', "1", "null", "", " ", "{}", '{"a":1}{"a":2}', '{"a":1} x', '{"A":1}', '{"a":"\\u00e9\\ud83d\\ude00\\n"}', '{"a":"é"}', '{"a" : 1 , "b" : [ ] }', '{"a":-0.0}', '{"a":1.0}', '{"a":"NaN"}', '{"a":1e2}', '{"a":128}', '{"a":"Infinity"}', '{"a":false,"a":3}', '{"a":"QUJD"}', '{"a.b":7}', '{"a":[[1],[2]]}', '{a:1}', '{"a":"x\ty"}', '{"a":123.456}', '{"a":"2024-13-01"}', '{"a":19000}', '{"a":1700000000}']


def shape_json(r):
    kind = r.choice(ANY + ["ARRAY<INT>", "ARRAY<STRING>", "STRUCT<b: STRING>", "MAP<STRING, INT>", "STRUCT<b: ARRAY<STRUCT<c: INT>>>"])
    path = r.choice(["$", "$.a", "$.a.b", "$.a[0]", "$[0]", "$[*].a", "$.a[*]", "$.a.b[0].c", "$['a']", "$.A", "$.a.b[*].c", "a", "$.", "$.*", "$..a", "$['a.b']", "$.a[5]"])
    op = r.choice([f"from_json(a, 'a {kind}')", f"from_json(a, 'a {kind}')", f"from_json(a, 'a {kind}')", f"get_json_object(a, {quoted(path)})", f"get_json_object(a, {quoted(path)})", "json_array_length(a)", "json_object_keys(a)", "to_json(from_json(a, 'a STRING, b STRING'))", "from_json(a, 'ARRAY<STRUCT<a: INT>>')", "from_json(a, 'MAP<STRING, STRING>')"])
    return op, [("a", "STRING", lambda g: g.choice(JSON))]


def shape_to_json(r):
    a, b = r.choice(ANY), r.choice(ANY)
    return r.choice(["to_json(named_struct('x', a, 'y', b))", "to_json(array(a))", "to_json(map('k', a))", "to_json(named_struct('x', array(a, null), 'y', named_struct('z', b)))"]), [("a", a), ("b", b)]


def shape_compare(r):
    a = r.choice(ANY)
    b = r.choice([a, a, r.choice(NUMERIC), "STRING", r.choice(ANY)])
    op = r.choice(["a = b", "a <=> b", "a < b", "a >= b", "a != b", "greatest(a, b)", "least(a, b)", "a IN (b)", "array_sort(array(a, b, a))", "array_min(array(a, b))", "array_max(array(a, b))", "array_contains(array(a), b)", "array_distinct(array(a, b, a))", "array_union(array(a), array(b))", "array_except(array(a, b), array(b))", "coalesce(a, b)", "nullif(a, b)", "a BETWEEN b AND b", "if(a = b, 1, 2)", "CASE WHEN a < b THEN a ELSE b END", "array_position(array(a, b), b)", "named_struct('x', a) = named_struct('x', b)", "array(a) < array(b)", "concat(a, b)", "concat_ws(',', a, b)"])
    return op, [("a", a), ("b", b)]


def shape_numberformat(r):
    fmt = r.choice(["9,999", "999.99", "$99.9", "S999", "999PR", "000.00", "MI9999", "9999MI", "099", "L9", "9G999D9"])
    op = r.choice([f"to_number(a, '{fmt}')", f"try_to_number(a, '{fmt}')"])
    return op, [("a", "STRING", lambda g: g.choice(["1,234", "12.34", "$5.1", "-12", "<5>", "12-", "007", "x", "", "1.2.3", " 5", "+7", "999", number_text(g)]))]
