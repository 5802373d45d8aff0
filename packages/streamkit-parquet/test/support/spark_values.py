"""Values of Spark as JSON without loss, by type, and back. The same form as canonical-value.ts makes of internal values."""

import datetime
import decimal
import struct

from pyspark.sql import types as t

EPOCH = datetime.datetime(1970, 1, 1)
MICRO = datetime.timedelta(microseconds=1)


def encode(value, kind):
    if value is None:
        return None
    if isinstance(kind, (t.FloatType, t.DoubleType)):
        return 'nan' if value != value else struct.pack('>d', value).hex()
    if isinstance(kind, t.DecimalType):
        return str(int(value.scaleb(kind.scale, decimal.Context(prec=50))))
    if isinstance(kind, (t.LongType, t.IntegerType, t.ShortType, t.ByteType)):
        return str(value)
    if isinstance(kind, t.BinaryType):
        return bytes(value).hex()
    if isinstance(kind, t.DateType):
        return str((value - EPOCH.date()).days)
    if isinstance(kind, (t.TimestampType, t.TimestampNTZType)):
        return str((value - EPOCH) // MICRO)
    if isinstance(kind, t.ArrayType):
        return [encode(v, kind.elementType) for v in value]
    if isinstance(kind, t.MapType):
        pairs = [[encode(k, kind.keyType), encode(v, kind.valueType)] for k, v in value.items()]
        return sorted(pairs, key=lambda pair: pair[0])
    if isinstance(kind, t.StructType):
        return [encode(value[i], field.dataType) for i, field in enumerate(kind.fields)]
    return value


def decode(value, kind):
    if value is None:
        return None
    if isinstance(kind, (t.FloatType, t.DoubleType)):
        return float('nan') if value == 'nan' else struct.unpack('>d', bytes.fromhex(value))[0]
    if isinstance(kind, t.DecimalType):
        return decimal.Decimal(value).scaleb(-kind.scale, decimal.Context(prec=50))
    if isinstance(kind, (t.LongType, t.IntegerType, t.ShortType, t.ByteType)):
        return int(value)
    if isinstance(kind, t.BinaryType):
        return bytearray.fromhex(value)
    if isinstance(kind, t.DateType):
        return EPOCH.date() + datetime.timedelta(days=int(value))
    if isinstance(kind, (t.TimestampType, t.TimestampNTZType)):
        return EPOCH + int(value) * MICRO
    if isinstance(kind, t.ArrayType):
        return [decode(v, kind.elementType) for v in value]
    if isinstance(kind, t.MapType):
        return {decode(k, kind.keyType): decode(v, kind.valueType) for k, v in value}
    if isinstance(kind, t.StructType):
        return tuple(decode(value[i], field.dataType) for i, field in enumerate(kind.fields))
    return value


def encode_rows(frame):
    return [encode(row, frame.schema) for row in frame.collect()]


def frame_of(spark, rows, schema):
    return spark.createDataFrame([decode(row, schema) for row in rows], schema)


def session():
    import os
    import time
    from pyspark.sql import SparkSession

    os.environ['TZ'] = 'UTC'
    time.tzset()
    spark = (
        SparkSession.builder.master('local[1]')
        .config('spark.ui.enabled', 'false')
        .config('spark.sql.session.timeZone', 'UTC')
        .config('spark.driver.extraJavaOptions', '-Duser.timezone=UTC')
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel('OFF')
    return spark
