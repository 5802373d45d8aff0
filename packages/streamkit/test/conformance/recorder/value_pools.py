"""Values by type, with those where implementations differ more often than not."""

import re

ZONES = (
    "UTC,Europe/Berlin,America/New_York,Europe/Lisbon,Europe/Moscow,Europe/Dublin,Asia/Kolkata,Asia/Kathmandu,Australia/Lord_Howe,"
    "Pacific/Apia,America/Sao_Paulo,Asia/Tehran,Europe/London,Africa/Monrovia,Asia/Pyongyang,America/Caracas,"
    "Europe/Amsterdam,America/St_Johns,Pacific/Kiritimati,Antarctica/Troll,Asia/Gaza,Europe/Istanbul,+01:00,-03:30,UTC+01:00,GMT+8,"
    "GMT-05:30,UTC-7,+05,Z,GMT,UT,EST,PST,MST,HST,CST,IST,JST,ACT,NST,America/Los_Angeles,EST5EDT,Etc/GMT+5,+18:00,-18:00,UTC+5:30,+1:5"
).split(",")

ALPHABET = ["a", "b", "A", "Z", "0", "9", " ", "é", "ß", "İ", "Σ", "ς", "字", "\U0001f600", "\uff5e", "e\u0301", "\t", "%", "_", "\\", "'", '"', ",", ".", "\u00a0"]
WORDS = ["", " ", "abc", "a,b,,c", "Spark SQL", "hello world", "aaa", "straße", "ΑΣ", "ǆ", "İstanbul", "x=1;y=2", "a.b.c", "  pad  ", "\U0001f600\uff5e", "naïve café", "1a2b3c", "foo123bar45", "ab\ncd", "The Quick brown-fox", "été", "a\u0000b"]

NUMBER_TEXT = ["0", "-0", "+1", "1.", ".5", "-.5", "1e3", "1E-2", "1e400", "1e-400", "NaN", "nan", "Infinity", "-Infinity", "inf", "+inf", "-INF", "1d", "1f", "1L", "0x10", "1_000", "1,000",
    "٣", " 12 ", "12 ", "\t7\n", "\u00a07", "127", "128", "-128", "-129", "32768", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "99999999999999999999999999999999999999", "100000000000000000000000000000000000000", "0.1", "1.005", "2.5", "2.675", "1e38", "9.99e37", "1e-38", "123456789.123456789", "--1", "+-1", "", " ", "-", ".", "e5", "1e", "0x1p3",
    "true", "t", "yes", "y", "1", "false", "f", "no", "n", "TRUE", "Yes", " true ", "tru", "on", "null", "0.00000000000000000001", "3.4028235e38", "3.5e38", "1.17549435E-38", "4.9e-324", "1.7976931348623157e308", "1.8e308", "+Infinity", "1.0E7D", "00012", "-00", "1e+5", "1E+05", " +5", "5 5"]

DATE_TEXT = ["2024-01-02", "2024-1-2", "2024", "2024-02", "2024-02-30", "2023-02-29", "2024-02-29", "0001-01-01", "0000-01-01", "9999-12-31", "10000-01-01", "+10000-01-01", "-0001-01-01", "-2024-01-01", "24-01-02",
    "2024-01-02T", "2024-01-02 junk", "2024-01-02Tjunk", "2024-1-2 3:4:5", "2024-01-02 03:04", "2024-01-02 03", "2024-01-02T03:04:05Z", "2024-01-02 03:04:05.1234567", "2024-01-02 03:04:05.1", "2024-01-02 03:04:05.",
    "2024-01-02 24:00:00", "2024-01-02 23:59:60", "2024-01-02 03:04:05+01:00", "2024-01-02 03:04:05 Europe/Berlin", "2024-01-02 03:04:05UTC", "2024-01-02 03:04:05 GMT+8", "2024-01-02 03:04:05-0800", "2024-01-02 03:04:05+1:5",
    "2024-01-02 03:04:05 EST", "2024-01-02 03:04:05 PST", "2024-01-02 03:04:05z", "2024-01-02 03:04:05 +18:00", "2024-01-02 03:04:05+18:01", "2024-01-02 03:04:05 Mars/Olympus", "2024-03-31 02:30:00", "2024-10-27 02:30:00",
    "2024-03-10 02:30:00", "2024-11-03 01:30:00", "1883-11-18 12:03:58", "1900-01-01 00:00:00", "1582-10-10", "1582-10-10 12:00:00", "1969-12-31 23:59:59.999999", "1970-01-01", " 2024-01-02 ", "\t2024-01-02\n", "2024-13-01", "2024-00-10",
    "2024-01-00", "2024-01-32", "2024-01-02 25:00:00", "2024-01-02 03:60:00", "2024/01/02", "20240102", "January 1", "", " ", "epoch", "2024-01-02T03:04:05.123456789Z", "2024-01-02 3:4:5.6", "2024-01-02  03:04:05", "2024-01-02T 03:04:05",
    "294247-01-10 04:00:54.775807", "+294247-01-10T04:00:54.775807Z", "-290308-12-21 19:59:05.224192", "5881580-07-11", "5881580-07-12", "5881581-01-01", "-5877641-06-23", "2255-06-05 23:47:34.740993", "2300-01-01 00:00:00.123457", "2011-12-30", "2011-12-30 12:00:00",
    "1847-12-01 00:00:00", "2024-01-02T03:04:05 UTC+01:00", "2024-01-02T03:04:05UT", "2024-01-02T03:04:05 +01", "2024-01-02T03:04:05 +01:02:03", "02024-01-02", "2024-001-02", "2024-01-002", "2024-01-02T03:04:05+0", "2024--01-02", "+2024-01-02"]

NUMERIC = ["TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE"]
RANGES = {"TINYINT": 7, "SMALLINT": 15, "INT": 31, "BIGINT": 63}
DOUBLES = [0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1.5, 2.5, -2.5, 1.005, 2.675, 1e7, 9999999.0, 1e-3, 9.99e-4, 1e23, 1e22, 1e21, 123456789.12345678, 2.0**53, 2.0**63, -(2.0**63), 2.0**31, 2147483647.5, 1e38, 1e39, 1.7976931348623157e308, 5e-324,
    2.2250738585072014e-308, 3.4028234663852886e38, 1.401298464324817e-45, "NaN", "Infinity", "-Infinity", 127.5, 128.0, -129.0, 32767.9, 9.2233720368547748e18, 2.0e-3, 1.0e16, 0.3, 100.0, 1234.5678, -0.4, 0.05, 12345.675, 1e15, 4.35, 1.15]


def zone(r):
    return r.choice(ZONES)


def decimal_type(r):
    p = r.choice([1, 2, 3, 5, 9, 10, 15, 16, 17, 18, 19, 20, 28, 37, 38, r.randint(1, 38)])
    return f"DECIMAL({p},{r.choice([0, 2, min(6, p), p, r.randint(0, p)]) if p > 1 else r.randint(0, 1)})"


def scalar_type(r):
    return r.choice(NUMERIC + ["STRING", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "BINARY", decimal_type(r), decimal_type(r)])


def value_of(r, kind):
    if kind.startswith("DECIMAL"):
        return decimal_value(r, kind)
    return POOLS[kind](r)


def decimal_value(r, kind):
    precision, scale = (int(n) for n in re.findall(r"\d+", kind))
    digits = r.choice([1, precision, precision, r.randint(1, precision)])
    n = r.choice([0, 1, 5, 10**digits - 1, 10 ** (digits - 1) * 5, r.randrange(10**digits), r.randrange(10**digits), 25, 15])
    n = min(n, 10**precision - 1) * r.choice([1, -1])
    text = str(abs(n)).rjust(scale + 1, "0")
    text = text if scale == 0 else f"{text[:-scale]}.{text[-scale:]}"
    return {"$decimal": f"-{text}" if n < 0 else text}


def integer(bits):
    def make(r):
        top = 2**bits
        n = r.choice([0, 1, -1, 2, 10, -7, 100, top - 1, -top, top // 2, r.randint(-top, top - 1), r.randint(-top, top - 1), r.randint(-100, 100), r.randint(-100, 100)])
        n = max(-top, min(top - 1, n))
        return n if abs(n) <= 2**53 - 1 else {"$bigint": str(n)}
    return make


def double(r):
    value = r.choice(DOUBLES) if r.random() < 0.5 else r.choice([r.uniform(-1000, 1000), r.uniform(-1, 1) * 10 ** r.randint(-20, 25), round(r.uniform(-1000, 1000), r.randint(0, 4)), float(r.randint(-10**6, 10**6))])
    return tagged(value)


def tagged(value):
    if isinstance(value, str):
        return {"$double": value}
    return {"$double": "-0.0"} if value == 0 and str(value) == "-0.0" else value


def single(r):
    from spark_rows import as_float, single as shortest
    value = double(r)
    if isinstance(value, dict) or abs(value) > 3.4e38:
        return value if isinstance(value, dict) else 1.5
    return shortest(as_float(value)) if as_float(value) != 0 else tagged(as_float(value))


def text(r):
    return r.choice([words, words, number_text, date_text])(r)


def words(r):
    if r.random() < 0.5:
        return r.choice(WORDS)
    return "".join(r.choice(ALPHABET) for _ in range(r.randint(0, 8)))


def mutated(r, value):
    if value and r.random() < 0.25:
        i = r.randrange(len(value))
        return r.choice([value[:i] + value[i + 1:], value[:i] + r.choice("0123456789-+:. TZ/eE") + value[i:], value[:i] + r.choice("0123456789") + value[i + 1:]])
    return value


def number_text(r):
    if r.random() < 0.3:
        return r.choice([str(r.randint(-10**9, 10**9)), f"{r.uniform(-1e4, 1e4):.{r.randint(0, 8)}f}", f"{r.uniform(-10, 10):.{r.randint(0, 17)}e}", str(r.randint(-10**38, 10**38))])
    return mutated(r, r.choice(NUMBER_TEXT))


def date_text(r):
    value = " :" if r.random() < 0.3 else mutated(r, r.choice(DATE_TEXT))
    if value == " :":
        value = f"{r.randint(1850, 2060):04d}-{r.randint(1, 12)}-{r.randint(1, 31)}" + r.choice(["", " ", "T"])
        if not value[-1].isdigit():
            value += f"{r.randint(0, 24)}:{r.randint(0, 60)}:{r.randint(0, 60)}" + r.choice(["", ".5", ".123456789", "Z", "+02:00", " " + zone(r), zone(r)])
    # a time of day alone is a time of today
    return "2024" if re.match(r"^[\s\x00-\x20]*T?\d{0,2}:|^[\s\x00-\x20]*T?\d+:", value) else value


def day(r):
    from spark_rows import day_text
    return day_text(r.choice([r.randint(-719162, 2932896), r.randint(0, 22000), r.randint(-30000, 30000), 19782, 19781, 0, -1, -719162, 2932896, -141428, -141427]))


def micros(r):
    low, high = -62135596800, 253402300799
    seconds = r.choice([r.randint(low, high), r.randint(-4 * 10**9, 4 * 10**9), r.randint(0, 2 * 10**9), r.randint(0, 2 * 10**9), r.choice(TRANSITIONS) + r.randint(-7200, 7200), r.choice(TRANSITIONS) + r.randint(-1, 1)])
    fraction = r.choice([0, 0, 0, 1, 999999, 500000, 123456, 120000, r.randint(0, 999999)]) if abs(seconds) < 9 * 10**9 else 0
    return seconds * 10**6 + fraction


TRANSITIONS = [0, 1711846800, 1729990800, 1710054000, 1730613600, -2717650800, -2840140800, 1325239200, -1830384000, 1301180400, 1414274400, -1693706400, -1680483600, -37238399, 57722400, 1445349600, 951782400, -62135596800]

POOLS = {
    "TINYINT": integer(7), "SMALLINT": integer(15), "INT": integer(31), "BIGINT": integer(63),
    "FLOAT": single, "DOUBLE": double, "BOOLEAN": lambda r: r.random() < 0.5, "STRING": text,
    "BINARY": lambda r: {"$binary": "".join(f"{r.choice([r.randint(32, 126), r.randint(32, 126), r.randint(0, 255)]):02x}" for _ in range(r.randint(0, 9)))},
    "DATE": day, "TIMESTAMP": lambda r: {"$micros": str(micros(r))},
    "TIMESTAMP_NTZ": lambda r: __import__("spark_rows").instant_text(micros(r), " "),
}
