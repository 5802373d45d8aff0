"""The job of benchmarks/src/upsert-job.ts in PySpark: CSV files -> typed columns -> combined time -> watermark -> dropDuplicates -> upsert by foreachBatch.

    python upsert_job.py FOLDER FILES_PER_BATCH JDBC_URL TABLE CHECKPOINT

FOLDER holds files of benchmarks/src/purchase-files.ts (see docs/benchmarks.md); JDBC_URL is jdbc:postgresql://host:port/database?user=...&password=...; TABLE exists with event_id as its
primary key. Each batch is appended to a staging table over JDBC, then merged by one statement. Prints one line of JSON.
"""

import json
import sys
import time

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, concat, lit, to_timestamp

folder, files_per_batch, url, table, checkpoint = sys.argv[1:6]
begun = time.monotonic()

spark = (
    SparkSession.builder.appName("benchmark")
    .master("local[2]")
    .config("spark.jars.packages", "org.postgresql:postgresql:42.7.7")
    .config("spark.sql.session.timeZone", "UTC")
    # the default of 200 makes small batches several times slower
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

schema = (
    "event_id STRING, user_id BIGINT, session_id STRING, product_id BIGINT, product_name STRING, category STRING, price DECIMAL(10,2), quantity INT, "
    "payment_method STRING, currency STRING, event_date STRING, event_time STRING"
)
purchases = (
    spark.readStream.format("csv")
    .schema(schema)
    .option("header", True)
    .option("maxFilesPerTrigger", int(files_per_batch))
    .load(folder)
    .withColumn("event_ts", to_timestamp(concat(col("event_date"), lit(" "), col("event_time"))))
    .withWatermark("event_ts", "10 minutes")
    .dropDuplicates(["event_id", "event_ts"])
    .drop("event_date", "event_time")
)

staging = f"{table}_staging"
columns = purchases.columns
typed = [f"{name}::uuid" if name in ("event_id", "session_id") else name for name in columns]
updates = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "event_id")
merge = (
    f"insert into {table} ({', '.join(columns)}) select distinct on (event_id) {', '.join(typed)} from {staging} order by event_id "
    f"on conflict (event_id) do update set {updates}"
)


def upsert(batch, batch_id):
    """Overwrites the staging table with the batch, then merges it. At least once: nothing remembers the batch id."""
    batch.write.format("jdbc").options(
        url=url, driver="org.postgresql.Driver", dbtable=staging, batchsize="10000", truncate="true", reWriteBatchedInserts="true"
    ).mode("overwrite").save()
    connection = spark._jvm.java.sql.DriverManager.getConnection(url)
    try:
        connection.createStatement().executeUpdate(merge)
    finally:
        connection.close()


query = (
    purchases.writeStream.queryName("benchmark")
    .trigger(availableNow=True)
    .option("checkpointLocation", checkpoint)
    .foreachBatch(upsert)
    .start()
)
first_batch = None
while query.isActive:
    if first_batch is None and query.lastProgress is not None:
        first_batch = time.monotonic() - begun
    time.sleep(0.05)
query.awaitTermination()
total = time.monotonic() - begun
rows = sum(p["numInputRows"] for p in query.recentProgress)
print(json.dumps({"rows": rows, "firstBatchMs": round(1000 * (first_batch or total)), "totalMs": round(1000 * total)}))
