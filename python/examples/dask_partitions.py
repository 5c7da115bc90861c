"""A data set in partitions, on Dask's workers: each samples its partitions, one trains, all of them compress.

pip install "dask[distributed]" pyarrow
python examples/dask_partitions.py
"""

import pyarrow as pa
from dask.distributed import Client, LocalCluster

import zstdkit
import zstdkit.arrow

#: Bytes of memory for the samples, on each worker and at the end.
LIMIT = 400_000


def partition(number):
    """Makes a partition; elsewhere this reads one."""
    rows = range(number * 5000, (number + 1) * 5000)
    return pa.array([f'{{"id": {row * 7919 % 100_003}, "name": "user {row}", "ok": true}}' for row in rows])


def sampled(column):
    reservoir = zstdkit.Reservoir(LIMIT, seed=1)
    reservoir.add_many(column)
    return reservoir


def merged(reservoirs):
    first, *others = reservoirs
    # What a task gets is not its own: | makes a new one, |= would change it.
    for other in others:
        first = first | other
    return first


def trained(reservoir):
    return reservoir.train(8192, level=3)


def compressed(column, dictionary):
    # Dask has a thread for each core already.
    chunks = zstdkit.arrow.compress(column, 3, dictionary, threads=1)
    return pa.chunked_array([pa.array(chunk) for chunk in chunks])


def decompressed(frames, dictionary):
    chunks = zstdkit.arrow.decompress(frames, dictionary, threads=1)
    return pa.chunked_array([pa.array(chunk) for chunk in chunks])


def compress_all(client, columns):
    """The dictionary and the compressed columns, which stay with the workers."""
    reservoirs = client.map(sampled, columns)
    while len(reservoirs) > 1:
        reservoirs = client.map(merged, [reservoirs[at : at + 8] for at in range(0, len(reservoirs), 8)])
    # A task's result goes to each worker that needs it, and is made again if the workers that had it are lost.
    dictionary = client.submit(trained, reservoirs[0])
    return dictionary, client.map(compressed, columns, dictionary=dictionary)


if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            columns = client.map(partition, range(8))
            dictionary, frames = compress_all(client, columns)
            again = client.map(decompressed, frames, dictionary=dictionary)

            sizes = [column.nbytes for column in client.gather(frames)]
            for column, back in zip(client.gather(columns), client.gather(again)):
                assert back.cast(pa.string()).to_pylist() == column.to_pylist()

            # One machine makes the same dictionary.
            alone = merged([sampled(column) for column in client.gather(columns)])
            assert trained(alone).dict_content == dictionary.result().dict_content
            print(f"{sum(sizes)} bytes in {len(sizes)} partitions, by the dictionary {dictionary.result()}")
