"""The streamkit way of benchmarks/src/kafka/read-job.ts in PySpark: a topic of JSON -> from_json -> watermark -> windows of a minute with count and sum, until what is there is read.

    python kafka_windows.py BROKERS TOPIC MAX_OFFSETS_PER_TRIGGER CHECKPOINT

Prints one line of JSON: milliseconds from the start of the query to its end (the session is up by then), rows and sum.
"""

import json
import sys
import time

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, count, from_json, sum as total, window

brokers, topic, max_offsets, checkpoint = sys.argv[1:5]
spark = (
    SparkSession.builder.appName("benchmark")
    .master("local[2]")
    .config("spark.jars.packages", "org.apache.spark:spark-sql-kafka-0-10_2.13:4.0.1")
    .config("spark.sql.session.timeZone", "UTC")
    # the default of 200 makes small batches several times slower
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
windows = {}


def keep(batch, _):
    for row in batch.collect():
        windows[row.w.start] = (row["rows"], row["amount"])


begun = time.monotonic()
query = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", brokers)
    .option("subscribe", topic)
    .option("startingOffsets", "earliest")
    .option("maxOffsetsPerTrigger", int(max_offsets))
    .load()
    .select(from_json(col("value").cast("string"), "ts TIMESTAMP, amount DOUBLE").alias("event"))
    .select("event.ts", "event.amount")
    .withWatermark("ts", "1 minute")
    .groupBy(window("ts", "1 minute").alias("w"))
    .agg(count("*").alias("rows"), total("amount").alias("amount"))
    .writeStream.outputMode("update")
    .trigger(availableNow=True)
    .option("checkpointLocation", checkpoint)
    .foreachBatch(keep)
    .start()
)
query.awaitTermination()
ms = round((time.monotonic() - begun) * 1000)
print(json.dumps({"ms": ms, "rows": sum(n for n, _ in windows.values()), "amount": sum(a for _, a in windows.values())}))
