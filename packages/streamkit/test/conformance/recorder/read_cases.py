"""Files of which `record_read.py` asks Spark what they say: name, schema or None, options, content."""

import base64


def text(*lines):
    return {"text": "".join(line + "\n" for line in lines)}


def raw(content):
    return {"text": content}


def encoded(content, charset):
    return {"base64": base64.b64encode(content.encode(charset)).decode("ascii")}


ABC = "a STRING, b INT, _corrupt_record STRING"
TYPES = ['{"v":1}', '{"v":-1}', '{"v":1.5}', '{"v":"1"}', '{"v":"x"}', '{"v":true}', '{"v":null}', '{"v":""}', '{"v":{}}', '{"v":[]}', '{"v":{"a":1}}', '{"v":[1,null,"2"]}', '{"v":1e2}', '{"v":300}', '{"v":3000000000}',
         '{"v":92233720368547758080}', '{"v":"NaN"}', '{"v":NaN}', '{"v":"2024-02-29"}', '{"v":"2024-02-30"}', '{"v":"2024-02-29T12:34:56.789012+02:00"}', '{"v":"2024-02-29 12:34"}', '{"v":"1,234.5"}', '{"v":"AQI="}', "{}", '{"v":1', '{"w":1}', '{"v":0.1e-7}']


def typed(name):
    return (f"type-{name.lower().split('(')[0].split('<')[0]}-{len(name)}", f"v {name}, _corrupt_record STRING", {}, text(*TYPES))


JSON_CASES = [typed(t) for t in ["STRING", "BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(5,2)", "DECIMAL(38,18)", "DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "BINARY", "ARRAY<INT>", "ARRAY<STRING>", "MAP<STRING, INT>", "STRUCT<a: INT>", "STRUCT<a: STRING, z: INT>"]] + [
    ("infer-widening", None, {}, text('{"a":1,"b":1,"c":1,"d":1,"e":1}', '{"a":2.5,"b":"x","c":true,"d":null,"e":12345678901234567890}')),
    ("infer-bigint-decimal-double", None, {}, text('{"a":12345678901234567890,"b":12345678901234567890}', '{"a":1,"b":1.5}')),
    ("infer-nested", None, {}, text('{"z":{"b":1,"a":[1,2]},"a":[{"x":1},{"y":"q"}]}', '{"z":{"c":null,"a":[1.5]},"a":[]}', '{"m":[[1],[2.5]],"a":null}')),
    ("infer-struct-array-conflict", None, {}, text('{"a":{"b":1}}', '{"a":[1]}')),
    ("infer-null-and-empty", None, {}, text('{"a":null,"b":"","c":[],"d":{},"e":[null],"f":{"x":null}}')),
    ("infer-drop-null", None, {"dropFieldIfAllNull": "true"}, text('{"a":null,"b":"","c":[],"d":{},"e":[null],"f":{"x":null},"g":1}')),
    ("infer-corrupt", None, {}, text('{"a":1}', "{bad", '{"b":2}')), ("infer-corrupt-drop", None, {"mode": "DROPMALFORMED"}, text('{"a":1}', "{bad", '{"b":2}')),
    ("infer-corrupt-failfast", None, {"mode": "FAILFAST"}, text('{"a":1}', "{bad")), ("infer-corrupt-name", None, {"columnNameOfCorruptRecord": "bad"}, text('{"a":1}', "{bad")),
    ("infer-scalar-records", None, {}, text('{"a":1}', "1", '"x"', "null", "[1]", "[]")), ("infer-array-records", None, {}, text('[{"a":1},{"a":2.5,"b":"x"}]', '{"c":true}', "[]")),
    ("infer-primitives-as-string", None, {"primitivesAsString": "true"}, text('{"a":1,"b":2.50,"c":true,"d":null,"e":{"f":1E5},"g":[1.0]}')),
    ("infer-prefers-decimal", None, {"prefersDecimal": "true"}, text('{"a":1.5,"b":"2.25","c":1,"d":1e-3,"e":1.5}', '{"a":22.123,"b":"x","c":2.5,"d":5,"e":123456789012345678901234567890.5}')),
    ("infer-timestamp", None, {"inferTimestamp": "true"}, text('{"a":"2024-01-02T03:04:05","b":"2024-01-02","c":"12h","d":"2024-01-02T03:04:05Z"}', '{"a":"x","b":"2024"}')),
    ("infer-timestamp-format", None, {"inferTimestamp": "true", "timestampFormat": "dd/MM/yyyy HH:mm"}, text('{"a":"01/02/2024 10:30","b":"2024-01-02T03:04:05"}')),
    ("infer-empty-file", None, {}, raw("")), ("infer-blank-lines", None, {}, text("", "  ", '{"a":1}', "")), ("infer-names-sorted", None, {}, text('{"b":1,"C":2,"a":3,"é":4,"_":5,"A b":6}')),
    ("infer-multiline-object", None, {"multiLine": "true"}, raw('{\n "a": 1,\n "b": [\n  1\n ]\n}\n')), ("infer-multiline-array", None, {"multiLine": "true"}, raw('[\n {"a": 1},\n {"a": 2}\n]\n')),
    ("multiline-bad", "a INT, _corrupt_record STRING", {"multiLine": "true"}, raw('{\n "a": x\n}\n')), ("multiline-second-value", "a INT", {"multiLine": "true"}, raw('{"a":1}\n{"a":2}\n')), ("multiline-empty", "a INT", {"multiLine": "true"}, raw("")),
    ("permissive-partial", ABC, {}, text('{"a":"x","b":1}', '{"a":"y","b":"no"}', '{"a":1,"b":', "x", "", '{"b":2}')), ("drop-malformed", "a STRING, b INT", {"mode": "DROPMALFORMED"}, text('{"a":"x","b":1}', '{"a":"y","b":"no"}', '{"a":1,"b":', '{"b":2}')),
    ("failfast-syntax", "a STRING, b INT", {"mode": "FAILFAST"}, text('{"a":"x","b":1}', '{"a":1,"b":')), ("failfast-type", "a STRING, b INT", {"mode": "FAILFAST"}, text('{"a":"x","b":"no"}')), ("corrupt-name", "a INT, bad STRING", {"columnNameOfCorruptRecord": "bad"}, text('{"a":"x"}')),
    ("corrupt-not-string", "a INT, _corrupt_record INT", {}, text('{"a":1}')), ("behind-the-value", "a INT, _corrupt_record STRING", {}, text('{"a":1} x', '{"a":1}{"a":2}')), ("duplicate-name", "a INT", {}, text('{"a":1,"a":2}')),
    ("name-case-one", "A INT", {}, text('{"a":1}')), ("array-record", ABC, {}, text('[{"a":"x","b":1},{"b":2}]', "[]", '[{"a":"y","b":"no"},{"b":3}]', "[1]", '[{"a":"z"},null]')), ("scalar-records", ABC, {}, text("1", '"x"', "null", "true", '""')),
    ("comments", ABC, {"allowComments": "true"}, text('{/* c */"a":"x"// end', '{"a":"y"} // end', "// only", "# no")), ("comments-off", ABC, {}, text('{/* c */"a":"x"}')), ("unquoted-names", ABC, {"allowUnquotedFieldNames": "true"}, text("{a:'x',b:1}", "{a b:1}", "{$a:1,b:2}")),
    ("unquoted-names-off", ABC, {}, text('{a:"x"}')), ("single-quotes", ABC, {}, text("{'a':'x\"y','b':1}", "{'a':'it\\'s'}")), ("single-quotes-off", ABC, {"allowSingleQuotes": "false"}, text("{'a':'x'}")),
    ("leading-zeros", ABC, {"allowNumericLeadingZeros": "true"}, text('{"a":007,"b":012}', '{"b":-01}', '{"a":00.5}')), ("leading-zeros-off", ABC, {}, text('{"b":012}')), ("non-numeric", "a DOUBLE, b FLOAT", {}, text('{"a":NaN,"b":Infinity}', '{"a":-INF,"b":+INF}', '{"a":"NaN","b":"-Infinity"}', '{"a":INF}', '{"a":+Infinity}')),
    ("non-numeric-off", "a DOUBLE, _corrupt_record STRING", {"allowNonNumericNumbers": "false"}, text('{"a":NaN}', '{"a":"NaN"}', '{"a":"Infinity"}')), ("backslash-any", ABC, {"allowBackslashEscapingAnyCharacter": "true"}, text('{"a":"\\x\\$"}', "{'a':'\\q'}")), ("backslash-any-off", ABC, {}, text('{"a":"\\x"}')),
    ("control-chars", ABC, {"allowUnquotedControlChars": "true"}, text('{"a":"x\ty\u0001"}')), ("control-chars-off", ABC, {}, text('{"a":"x\ty"}')), ("escapes", "a STRING", {}, text('{"a":"\\u00e9\\ud83d\\ude00\\n\\t\\/\\"\\\\"}', '{"\\u0061":"name"}')), ("numbers-as-text", "a STRING", {}, text('{"a":1.50}', '{"a":1E5}', '{"a":[1.0, {"b" : null}]}', '{"a":true}', '{"a":12345678901234567890.5}', '{"a":-0}', '{"a":{"x":"é\\n"}}')),
    ("line-separator", "a INT", {"lineSep": ";;"}, raw('{"a":1};;{"a":2};;')), ("carriage-returns", "a INT", {}, raw('{"a":1}\r{"a":2}\r\n{"a":3}')), ("byte-order-mark", "a INT", {}, {"base64": base64.b64encode(b'\xef\xbb\xbf{"a":1}\n').decode()}), ("utf-16le", "a STRING", {"encoding": "UTF-16LE", "lineSep": "\n"}, encoded('{"a":"é"}\n{"a":"x"}\n', "utf-16-le")),
    ("utf-16-multiline", "a STRING", {"encoding": "UTF-16", "multiLine": "true"}, encoded('{"a":"é"}', "utf-16")), ("latin1", "a STRING", {"encoding": "ISO-8859-1", "lineSep": "\n"}, encoded('{"a":"é"}\n', "latin-1")), ("charset-alias", "a STRING", {"encoding": "latin1", "lineSep": "\n"}, encoded('{"a":"é"}\n', "latin-1")),
    ("date-format", "d DATE, t TIMESTAMP, n TIMESTAMP_NTZ", {"dateFormat": "dd.MM.yyyy", "timestampFormat": "dd.MM.yyyy HH:mm", "timestampNTZFormat": "HH:mm dd.MM.yyyy"}, text('{"d":"31.12.2024","t":"31.12.2024 23:59","n":"23:59 31.12.2024"}', '{"d":"2024-12-31","t":"2024-12-31T00:00:00Z","n":"2024-12-31 00:00:00"}')), ("time-zone", "t TIMESTAMP, n TIMESTAMP_NTZ", {"timeZone": "America/New_York"}, text('{"t":"2024-07-01T12:00:00","n":"2024-07-01T12:00:00"}', '{"t":"2024-07-01T12:00:00Z"}', '{"t":1719835200}')),
    ("locale", "d DATE", {"dateFormat": "d MMMM yyyy", "locale": "de-DE"}, text('{"d":"1 Mai 2024"}')), ("not-null", "a INT NOT NULL, b INT", {}, text('{"a":1,"b":2}')), ("deep-partial", "s STRUCT<a: INT, b: STRUCT<c: INT, d: STRING>>, _corrupt_record STRING", {}, text('{"s":{"a":"x","b":{"c":"y","d":"z"}}}', '{"s":{"a":1,"b":7}}')), ("array-partial", "l ARRAY<STRUCT<a: INT>>, m MAP<STRING, ARRAY<INT>>, _corrupt_record STRING", {}, text('{"l":[{"a":1},{"a":"x"},null]}', '{"l":[1]}', '{"m":{"k":[1,"x"],"l":[2]}}')),
    ("empty-string-values", "a INT, b DOUBLE, c BOOLEAN, d STRUCT<x: INT>, e DATE, f BINARY, _corrupt_record STRING", {}, text('{"a":""}', '{"b":""}', '{"c":""}', '{"d":""}', '{"e":""}', '{"f":""}')),
]

VALUE = None
TEXT_CASES = [
    ("lines", VALUE, {}, text("a", "", " b ", "é😀")), ("no-end", VALUE, {}, raw("a\nb")), ("carriage-returns", VALUE, {}, raw("a\rb\r\nc\n\r")), ("empty-file", VALUE, {}, raw("")), ("only-an-end", VALUE, {}, raw("\n")),
    ("line-separator", VALUE, {"lineSep": "||"}, raw("a||b\nc||")), ("line-separator-one", VALUE, {"lineSep": ";"}, raw(";a;;b")), ("line-separator-empty", VALUE, {"lineSep": ""}, raw("a")), ("whole", VALUE, {"wholetext": "true"}, raw("a\r\nb\n")), ("whole-empty", VALUE, {"wholetext": "true"}, raw("")),
    ("named", "line STRING", {}, text("a")), ("not-string", "line INT", {}, text("1")), ("two-columns", "a STRING, b STRING", {}, text("1")), ("byte-order-mark", VALUE, {}, {"base64": base64.b64encode(b"\xef\xbb\xbfa\nb\n").decode()}), ("whole-byte-order-mark", VALUE, {"wholetext": "true"}, {"base64": base64.b64encode(b"\xef\xbb\xbfa").decode()}),
    ("encoding-of-line-ends", VALUE, {"encoding": "UTF-16LE", "lineSep": "x"}, {"base64": base64.b64encode(b"ax\x00b").decode()}), ("control-chars", VALUE, {}, raw("a\x00b\x0bc\x0cd\x85e\u2028f\n")),
]
