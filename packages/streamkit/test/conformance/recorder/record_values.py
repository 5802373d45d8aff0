"""Records what Apache Spark gives for expressions over many values, row by row.

    python record_values.py run VALUES.json OUT.json                   documents that you wrote: `expr`, `area`, `schema`, `rows`
    python record_values.py random --count 20000 --seed 1 OUT.json     values and expressions made by chance

The form of the documents is in ../../spark-corpus/README.md; `npm run fuzz:values` compares StreamKit with them.
"""

import argparse
import json
import logging
import sys
import time

from record import session
from random_values import random_document
from spark_rows import RowEvaluator


def random_documents(count, seed, area):
    documents, values = [], 0
    while values < count:
        document = random_document(seed * 1_000_000 + len(documents), area)
        documents.append(document)
        values += len(document["rows"])
    return documents


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("values")
    run.add_argument("out")
    chance = commands.add_parser("random")
    chance.add_argument("--count", type=int, default=20000)
    chance.add_argument("--seed", type=int, default=1)
    chance.add_argument("--area")
    chance.add_argument("out")
    arguments = parser.parse_args()
    if arguments.command == "run":
        with open(arguments.values, encoding="utf-8") as file:
            documents = json.load(file)
    else:
        documents = random_documents(arguments.count, arguments.seed, arguments.area)
    logging.disable(logging.CRITICAL)
    started = time.time()
    evaluator = RowEvaluator(session())
    recorded = []
    for i, document in enumerate(documents):
        recorded.append(evaluator.record(document))
        if i % 100 == 99:
            print(f"{i + 1}/{len(documents)} expressions, {time.time() - started:.0f} s", file=sys.stderr, flush=True)
    with open(arguments.out, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(d, ensure_ascii=True) for d in recorded) + "\n]\n")
    evaluator.spark.stop()


if __name__ == "__main__":
    main()
