"""Records what Apache Spark does: fills in `expected` and `trees` of streaming scenarios.

    pip install pyspark pandas pyarrow                    (Java 17 or later must be on the machine)
    python record.py run SCENARIOS.json OUT.json          scenarios that you wrote: documents without `expected`
    python record.py random --count 50 --seed 1 OUT.json  scenarios made by chance

The form of the documents is in ../../spark-corpus/README.md. Compare StreamKit with them by
`npm run conformance -- DIR`, where OUT.json lies in DIR/streaming/.
"""

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import time

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.sql import SparkSession  # noqa: E402

from random_scenarios import random_scenario  # noqa: E402
from spark_tree import tree_of  # noqa: E402
from spark_plan import build_frame  # noqa: E402
from spark_values import corpus_value, sort_key  # noqa: E402


def session():
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC")
        .config("spark.sql.streaming.pollingDelay", "150ms")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    return spark


class Files:
    """The folders of the sources, into which each step puts its files under rising modification times."""

    def __init__(self, folder, sources):
        self.folder, self.sources, self.count, self.second = folder, sources, 0, 1_700_000_000
        self.hidden = []
        for name in sources:
            os.makedirs(f"{folder}/src_{name}", exist_ok=True)

    def put(self, step):
        self.second += 1
        for name, rows in step.get("add", {}).items():
            self.write(name, rows)
        for name, files in step.get("addFiles", {}).items():
            for rows in files:
                self.write(name, rows)
                self.second += 1
        # All at (nearly) one instant, so that no batch sees a part of a step.
        for hidden, visible in self.hidden:
            os.rename(hidden, visible)
        self.hidden = []

    def write(self, source, rows):
        spec = self.sources[source]
        form = spec.get("format", "json")
        name = f"f{self.count:05d}.{form}"
        self.count += 1
        columns = [c.strip().split(" ")[0] for c in re.split(r",(?![^(<]*[)>])", spec["schema"])]
        text = rows if isinstance(rows, str) else "".join(json.dumps(plain(dict(zip(columns, row)))) + "\n" for row in rows)
        path = f"{self.folder}/src_{source}"
        with open(f"{path}/.{name}", "w", encoding="utf-8") as file:
            file.write(text)
        os.utime(f"{path}/.{name}", (self.second, self.second))
        self.hidden.append((f"{path}/.{name}", f"{path}/{name}"))


def plain(value):
    """`{"$bigint": "5"}` of the inputs is a number in the file."""
    if isinstance(value, dict):
        return int(value["$bigint"]) if "$bigint" in value else {k: plain(v) for k, v in value.items()}
    return value


class Recording:
    def __init__(self, spark, scenario, folder):
        self.spark, self.scenario, self.folder = spark, scenario, folder
        self.files = Files(folder, scenario["sources"])
        self.seen, self.step, self.fail_next, self.query = [], 0, False, None
        self.progress_taken = set()
        self.frame = build_frame(spark, scenario, folder)

    def take(self, batch, batch_id):
        rows = [[corpus_value(v, f.dataType) for v, f in zip(row, batch.schema.fields)] for row in batch.collect()]
        if not self.scenario.get("ordered"):
            rows.sort(key=sort_key)
        self.seen.append({"step": self.step, "batchId": batch_id, "rows": rows})
        if self.fail_next:
            self.fail_next = False
            raise RuntimeError("the sink fails, as the step says")

    def start(self):
        writer = self.frame.writeStream.outputMode(self.scenario["outputMode"]).option(
            "checkpointLocation", f"{self.folder}/checkpoint"
        )
        trigger = self.scenario.get("trigger")
        if trigger is not None:
            writer = writer.trigger(**{trigger: True})
        self.query = writer.foreachBatch(self.take).start()
        self.wait()

    def wait(self):
        if self.scenario.get("trigger") is not None:
            self.query.awaitTermination()
        else:
            self.query.processAllAvailable()
        self.keep_progress()

    def keep_progress(self):
        time.sleep(0.05)  # the last progress is published a moment after the batch
        for progress in self.query.recentProgress:
            p = json.loads(progress.json) if hasattr(progress, "json") else progress
            key = (p["runId"], p["batchId"])
            # an idle query reports its next batch too, before it runs
            if key in self.progress_taken or "addBatch" not in p["durationMs"]:
                continue
            for batch in reversed(self.seen):
                if batch["batchId"] == p["batchId"] and "progress" not in batch:
                    batch["progress"] = p
                    self.progress_taken.add(key)
                    break

    def play(self, step):
        if step.get("restart") or step.get("crashLastBatch"):
            if self.query is not None:
                self.query.stop()
            if step.get("crashLastBatch"):
                self.remove_newest_commit()
            self.start()
        self.files.put(step)
        self.fail_next = bool(step.get("failSink"))
        try:
            if self.scenario.get("trigger") is not None:
                self.start()
            else:
                self.wait()
        except Exception:
            if not step.get("failSink"):
                raise

    def remove_newest_commit(self):
        commits = f"{self.folder}/checkpoint/commits"
        newest = max(int(name) for name in os.listdir(commits) if name.isdigit())
        os.remove(f"{commits}/{newest}")
        if os.path.exists(f"{commits}/.{newest}.crc"):
            os.remove(f"{commits}/.{newest}.crc")

    def batches(self):
        names = source_names(self.scenario["plan"])
        return [told(batch, names) for batch in self.seen]


def source_names(plan):
    names = []
    for o in plan:
        if o["op"] == "source":
            names.append(o["name"])
        names += source_names(o.get("right", []))
    return names


def told(batch, names):
    progress = batch.get("progress")
    base = {"step": batch["step"], "batchId": batch["batchId"]}
    if progress is None:
        return {**base, "rows": batch["rows"], "committed": False}
    event_time = dict(progress.get("eventTime") or {})
    watermark = event_time.pop("watermark", None)
    if watermark is not None:
        base["watermark"] = watermark
    if event_time:
        base["eventTime"] = event_time
    base["input"] = [[name, s["numInputRows"]] for name, s in zip(names, progress["sources"])]
    state = [state_of(s) for s in progress["stateOperators"]]
    if state:
        base["state"] = state
    return {**base, "rows": batch["rows"]}


def state_of(s):
    told_state = {
        "operator": s["operatorName"],
        "total": s["numRowsTotal"],
        "updated": s["numRowsUpdated"],
        "removed": s["numRowsRemoved"],
        "droppedByWatermark": s["numRowsDroppedByWatermark"],
    }
    duplicates = (s.get("customMetrics") or {}).get("numDroppedDuplicateRows")
    return told_state if duplicates is None else {**told_state, "droppedDuplicates": duplicates}


def error_of(error, at, step=None):
    text = str(error)
    condition = None
    get = getattr(error, "getCondition", None) or getattr(error, "getErrorClass", None)
    if get is not None:
        condition = get()
    chain = re.findall(r"\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]", text)
    state = re.findall(r"SQLSTATE: (\w{5})", text)
    inner = chain[-1] if chain else condition
    found = {"condition": inner, "sqlState": state[-1] if state else None, "at": at}
    if inner is None or inner.startswith("_LEGACY"):
        found["text"] = text.split("\n")[0][:100]
    if len(chain) > 1:
        found["chain"] = chain
    return found if step is None else {**found, "step": step}


def record(spark, scenario):
    """The scenario with what Spark does."""
    texts = expression_texts(scenario["plan"])
    done = {**scenario, "spark": spark.version}
    if texts:
        done["trees"] = {text: tree_of(spark, text) for text in texts}
    before = {name: spark.conf.get(name, None) for name in scenario.get("conf", {})}
    folder = tempfile.mkdtemp(prefix="record-")
    try:
        for name, value in scenario.get("conf", {}).items():
            spark.conf.set(name, value)
        try:
            recording = Recording(spark, scenario, folder)
            schema = [[f.name, f.dataType.simpleString()] for f in recording.frame.schema.fields]
            recording.start()
        except Exception as error:
            return {**done, "expected": {"error": error_of(error, "start")}}
        expected = {"schema": schema}
        for number, step in enumerate(scenario["steps"]):
            recording.step = number
            try:
                recording.play(step)
            except Exception as error:
                expected["error"] = error_of(error, "step", number)
                break
        if recording.query is not None:
            recording.keep_progress()
            recording.query.stop()
        expected["batches"] = [b for b in recording.batches() if "error" not in expected or b.get("committed") is not False]
        return {**done, "expected": expected}
    finally:
        for name, value in before.items():
            if value is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, value)
        shutil.rmtree(folder, ignore_errors=True)


def expression_texts(plan):
    texts = []
    for o in plan:
        for field in ("exprs", "keys", "aggs"):
            if o["op"] != "stateFn":
                texts += o.get(field, [])
        for field in ("expr", "on"):
            if isinstance(o.get(field), str):
                texts.append(o[field])
        texts += expression_texts(o.get("right", []))
    return texts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("scenarios")
    run.add_argument("out")
    chance = commands.add_parser("random")
    chance.add_argument("--count", type=int, default=50)
    chance.add_argument("--seed", type=int, default=1)
    chance.add_argument("out")
    arguments = parser.parse_args()
    if arguments.command == "run":
        with open(arguments.scenarios, encoding="utf-8") as file:
            scenarios = json.load(file)
    else:
        scenarios = [random_scenario(arguments.seed + i) for i in range(arguments.count)]
    spark = session()
    recorded = []
    for i, scenario in enumerate(scenarios):
        recorded.append(record(spark, scenario))
        os.makedirs(os.path.dirname(os.path.abspath(arguments.out)), exist_ok=True)
        with open(arguments.out, "w", encoding="utf-8") as file:
            json.dump(recorded, file, indent=0)
        print(f"{i + 1}/{len(scenarios)} {scenario['name']}", file=sys.stderr, flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
