"""A column of a Spark data frame: the executors sample, the driver trains, the executors compress.

pip install pyspark pyarrow
python examples/spark_column.py
"""

import pyarrow as pa
from pyspark.sql import SparkSession

import zstdkit
import zstdkit.arrow


def sampled(batches):
    reservoir = zstdkit.Reservoir(400_000, seed=1)
    for batch in batches:
        reservoir.add_many(batch.column("record"))
    yield pa.record_batch({"reservoir": pa.array([reservoir.to_bytes()], pa.binary())})


def train(frame):
    merged = zstdkit.Reservoir(400_000, seed=1)
    parts = frame.select("record").mapInArrow(sampled, "reservoir binary")
    for row in parts.toLocalIterator():
        merged |= zstdkit.Reservoir.from_bytes(row.reservoir)
    return merged.train(8192, level=3)


def compressor(dictionary):
    def compressed(batches):
        for batch in batches:
            # Spark has a task for each core already.
            chunks = zstdkit.arrow.compress(batch.column("record"), 3, dictionary.value, threads=1)
            column = pa.chunked_array([pa.array(chunk) for chunk in chunks]).cast(pa.binary())
            yield pa.record_batch([batch.column("id"), column.combine_chunks()], ["id", "frame"])

    return compressed


def decompressor(dictionary):
    def decompressed(batches):
        for batch in batches:
            chunks = zstdkit.arrow.decompress(batch.column("frame"), dictionary.value, threads=1)
            column = pa.chunked_array([pa.array(chunk) for chunk in chunks]).cast(pa.string())
            yield pa.record_batch([batch.column("id"), column.combine_chunks()], ["id", "record"])

    return decompressed


if __name__ == "__main__":
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    records = [
        (row, f'{{"id": {row * 7919 % 100_003}, "name": "user {row}", "ok": true}}') for row in range(40_000)
    ]
    frame = spark.createDataFrame(records, "id long, record string").repartition(8)

    trained = train(frame)
    dictionary = spark.sparkContext.broadcast(trained)
    frames = frame.mapInArrow(compressor(dictionary), "id long, frame binary").cache()
    again = frames.mapInArrow(decompressor(dictionary), "id long, record string")
    assert sorted((row.id, row.record) for row in again.collect()) == records

    alone = zstdkit.Reservoir(400_000, seed=1)
    alone.add_many([record.encode() for _, record in records])
    assert alone.train(8192, level=3).dict_content == trained.dict_content
    print(f"{sum(len(row.frame) for row in frames.collect())} bytes, by the dictionary {trained}")
    spark.stop()
