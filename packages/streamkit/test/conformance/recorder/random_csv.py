"""Random CSV files with random options, and what Apache Spark reads from them.

    random_csv.py COUNT SEED > cases.jsonl

Needs pyspark. `../fuzz-csv.ts` compares; a document a line, in the form of ../../spark-corpus/csv.json.
"""
import json
import os
import random
import shutil
import sys
import tempfile

from record import session
from spark_values import corpus_value

TYPES = ['STRING', 'INT', 'BIGINT', 'DOUBLE', 'DECIMAL(10,2)', 'DATE', 'TIMESTAMP', 'BOOLEAN']
VALUES = ['1', '2', '-7', '+3', '3000000000', '12345678901234567890', '1.5', '.5', '5.', '1e3', '1e400', 'NaN', 'Inf', '-Inf', 'nan',
          'true', 'False', 't', '2024-01-02', '2024-1-2', '2024-01-02 03:04:05', '2024-01-02T03:04:05Z', '2024-01', '2024', '02/01/2024',
          'a', 'b c', ' x ', ' 5', '', '', '""', 'NULL', '-', 'é', '日本', '1,234', '00', '0x1p3', '1d', '12:34']
NOISE = ['"', '\\', ',', '\n', ' ', '#', ';', '""', '\\"', '"a"', '\r\n', '\t', '|', "'", 'é', '\\\\', '"a,b"', '"a""b"', '"a\\"b"', 'x"y', '"x"y', '"x" ', ' "x"']


def options_of(rnd):
    """A few options, each rarely."""
    out = {}

    def may(name, values, chance):
        if rnd.random() < chance:
            out[name] = rnd.choice(values)

    may('sep', [';', '|', '\t', '||', ',;', '::'], 0.25)
    may('quote', ["'", '', '"'], 0.15)
    may('escape', ['"', '', "'", '\\'], 0.3)
    may('charToEscapeQuoteEscaping', ['\\', '#', '"'], 0.1)
    may('comment', ['#', 'a'], 0.15)
    may('header', ['true'], 0.3)
    may('ignoreLeadingWhiteSpace', ['true'], 0.2)
    may('ignoreTrailingWhiteSpace', ['true'], 0.2)
    may('nullValue', ['NULL', '-', '1'], 0.2)
    may('emptyValue', ['E', ''], 0.15)
    may('nanValue', ['-', 'nan'], 0.1)
    may('multiLine', ['true'], 0.2)
    may('lineSep', ['\n', ';', '\r\n'], 0.1)
    may('mode', ['DROPMALFORMED', 'FAILFAST', 'PERMISSIVE'], 0.3)
    may('unescapedQuoteHandling', ['STOP_AT_CLOSING_QUOTE', 'STOP_AT_DELIMITER', 'SKIP_VALUE', 'RAISE_ERROR'], 0.3)
    may('dateFormat', ['dd/MM/yyyy', 'yyyy-MM-dd', 'yyyy'], 0.15)
    may('timestampFormat', ['yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd'], 0.15)
    may('preferDate', ['false'], 0.15)
    may('columnPruning', ['false'], 0.05)
    may('encoding', ['UTF-16', 'ISO-8859-1', 'UTF-16LE', 'US-ASCII'], 0.08)
    may('maxColumns', ['3', '100'], 0.05)
    may('maxCharsPerColumn', ['5', '100'], 0.05)
    if out.get('sep') == out.get('comment') or 'lineSep' in out and out['lineSep'] == out.get('sep'):
        out.pop('lineSep', None)
    return out


def text_of(rnd, options, width):
    sep = options.get('sep', ',')
    end = options.get('lineSep', rnd.choice(['\n', '\n', '\r\n', '\r'] if rnd.random() < 0.3 else ['\n']))
    quote = options.get('quote', '"')
    columns = [rnd.sample(VALUES, rnd.randint(1, 3)) for _ in range(width)]
    lines = []
    for _ in range(rnd.randint(1, 6)):
        line = []
        for column in columns if rnd.random() < 0.9 else columns[:-1]:
            value = rnd.choice(column if rnd.random() < 0.85 else VALUES)
            if rnd.random() < 0.25 and quote:
                value = quote + value + quote
            if rnd.random() < 0.15:
                at = rnd.randint(0, len(value))
                value = value[:at] + rnd.choice(NOISE) + value[at:]
            line.append(value)
        lines.append(sep.join(line))
    return end.join(lines) + (end if rnd.random() < 0.8 else '')


def bytes_of(text, options):
    encoding = options.get('encoding', 'UTF-8')
    return text.encode({'UTF-16': 'utf-16', 'ISO-8859-1': 'latin-1', 'US-ASCII': 'ascii', 'UTF-16LE': 'utf-16-le'}.get(encoding, 'utf-8'), 'replace')


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    spark = session()
    spark.sparkContext.setLogLevel('OFF')
    folder = tempfile.mkdtemp()
    for i in range(count):
        rnd = random.Random(seed * 1_000_003 + i)
        options = options_of(rnd)
        width = rnd.randint(1, 3)
        content = bytes_of(text_of(rnd, options, width), options)
        schema = None
        if rnd.random() < 0.5:
            schema = ', '.join(f'c{c} {rnd.choice(TYPES)}' for c in range(width))
        else:
            options['inferSchema'] = rnd.choice(['true', 'true', 'false'])
        path = os.path.join(folder, f'{i}.csv')
        with open(path, 'wb') as file:
            file.write(content)
        case = {'name': f'random-{seed}-{i}', 'area': 'csv', 'schema': schema, 'options': options}
        try:
            case['text'] = content.decode('utf-8')
        except UnicodeDecodeError:
            import base64
            case['base64'] = base64.b64encode(content).decode()
        try:
            reader = spark.read.options(**options)
            frame = (reader.schema(schema) if schema else reader).csv(path)
            rows = [[corpus_value(value, field.dataType) for value, field in zip(row, frame.schema.fields)] for row in frame.collect()]
            case['expected'] = {'schema': [[f.name, f.dataType.simpleString()] for f in frame.schema.fields], 'rows': rows}
        except Exception as error:
            name = getattr(error, 'getCondition', lambda: None)() or type(error).__name__
            case['expected'] = {'error': {'condition': name}}
        os.remove(path)
        print(json.dumps(case, ensure_ascii=False), flush=True)
    shutil.rmtree(folder)
    spark.stop()


if __name__ == '__main__':
    main()
