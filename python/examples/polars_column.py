"""A column of records in Polars, compressed value by value with a dictionary trained on it.

pip install polars
python examples/polars_column.py
"""

import polars as pl

import zstdkit
import zstdkit.arrow


def compressed(column: pl.Series, dictionary: zstdkit.ZstdDict) -> pl.Series:
    chunks = zstdkit.arrow.compress(column, 3, dictionary)
    return pl.concat([pl.Series(column.name, chunk) for chunk in chunks])


def decompressed(column: pl.Series, dictionary: zstdkit.ZstdDict) -> pl.Series:
    chunks = zstdkit.arrow.decompress(column, dictionary)
    return pl.concat([pl.Series(column.name, chunk) for chunk in chunks])


records = [
    f'{{"id": {i * 7919}, "name": "user {i}", "active": true}}' if i % 10 else None for i in range(50_000)
]
frame = pl.DataFrame({"record": records})

sample = frame["record"].drop_nulls().sample(2000, seed=1)
dictionary = zstdkit.train_dict([record.encode() for record in sample], 8192)

frames = compressed(frame["record"], dictionary)
back = decompressed(frames, dictionary).cast(pl.String)
assert back.equals(frame["record"], null_equal=True)
print(f"{frame['record'].str.len_bytes().sum()} bytes in {frames.bin.size().sum()}")
