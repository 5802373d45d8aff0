"""Runs SQL texts, one JSON string a line on standard input, in Spark over the views t and u, and prints for each its rows or its error, one JSON document a line."""

import json
import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
for line in json.loads(sys.argv[1]):
    spark.createDataFrame([tuple(row) for row in line["rows"]], line["schema"]).createOrReplaceTempView(line["name"])

for line in sys.stdin:
    try:
        frame = spark.sql(json.loads(line))
        # as text: one way to write a value, and Spark's own
        texts = frame.selectExpr(*[f"cast(`{name}` as string) as c{i}" for i, name in enumerate(frame.columns)]) if len(set(frame.columns)) == len(frame.columns) else frame.toDF(*[f"c{i}" for i in range(len(frame.columns))]).selectExpr(*[f"cast(c{i} as string) as c{i}" for i in range(len(frame.columns))])
        rows = [list(row) for row in texts.collect()]
        print(json.dumps({"columns": frame.columns, "types": [t for _, t in frame.dtypes], "rows": rows}), flush=True)
    except PySparkException as error:
        print(json.dumps({"error": error.getCondition() or str(error)[:200]}), flush=True)
    except Exception as error:
        print(json.dumps({"error": "JVM " + str(error)[:300]}), flush=True)
