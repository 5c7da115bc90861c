"""A data set in partitions, on Ray's workers: each samples its partitions, one trains, all of them compress.

pip install ray pyarrow
python examples/ray_partitions.py
"""

import pyarrow as pa
import ray

import zstdkit
import zstdkit.arrow


@ray.remote
def partition(number):
    """Makes a partition; elsewhere this reads one."""
    rows = range(number * 5000, (number + 1) * 5000)
    return pa.array([f'{{"id": {row * 7919 % 100_003}, "name": "user {row}", "ok": true}}' for row in rows])


@ray.remote
def sampled(column):
    reservoir = zstdkit.Reservoir(400_000, seed=1)
    reservoir.add_many(column)
    return reservoir


@ray.remote
def trained(*reservoirs):
    merged = zstdkit.Reservoir(400_000, seed=1)
    for reservoir in reservoirs:
        merged |= reservoir
    return merged.train(8192, level=3)


@ray.remote
def compressed(column, dictionary):
    # Ray has a worker for each core already.
    chunks = zstdkit.arrow.compress(column, 3, dictionary, threads=1)
    return pa.chunked_array([pa.array(chunk) for chunk in chunks])


@ray.remote
def decompressed(frames, dictionary):
    chunks = zstdkit.arrow.decompress(frames, dictionary, threads=1)
    return pa.chunked_array([pa.array(chunk) for chunk in chunks])


if __name__ == "__main__":
    ray.init(num_cpus=2, include_dashboard=False)
    columns = [partition.remote(number) for number in range(8)]
    dictionary = trained.remote(*[sampled.remote(column) for column in columns])
    frames = [compressed.remote(column, dictionary) for column in columns]
    again = [decompressed.remote(part, dictionary) for part in frames]

    for column, back in zip(ray.get(columns), ray.get(again)):
        assert back.cast(pa.string()).to_pylist() == column.to_pylist()
    alone = zstdkit.Reservoir(400_000, seed=1)
    for column in ray.get(columns):
        alone.add_many(column)
    assert alone.train(8192, level=3).dict_content == ray.get(dictionary).dict_content
    print(f"{sum(part.nbytes for part in ray.get(frames))} bytes, by the dictionary {ray.get(dictionary)}")
    ray.shutdown()
