"""Partitions on the workers of engines, beside one machine."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import zstdkit

HERE = Path(__file__).resolve().parents[1]
EXAMPLES = HERE / "examples"

# Warnings of the engines are theirs.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def example():
    """The functions of the example, which the workers import as we do: they begin with our search path."""
    pytest.importorskip("distributed", reason="needs dask and distributed")
    pytest.importorskip("pyarrow", reason="the columns are Arrow's")
    sys.path.insert(0, str(EXAMPLES))
    sys.path.insert(0, str(Path(__file__).parent))
    import dask_partitions

    yield dask_partitions
    sys.path.remove(str(EXAMPLES))
    sys.path.remove(str(Path(__file__).parent))


@pytest.fixture(scope="module")
def client(example):
    import distributed

    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=60
    )
    with cluster, distributed.Client(cluster) as client:
        yield client


@pytest.fixture(scope="module")
def alone(example):
    """What one machine makes of the same data, one partition after the other: columns, dictionary, frames."""
    columns = [example.partition(number) for number in range(6)]
    reservoir = zstdkit.Reservoir(example.LIMIT, seed=1)
    for column in columns:
        reservoir.add_many(column)
    dictionary = example.trained(reservoir)
    return columns, dictionary, [example.compressed(column, dictionary) for column in columns]


def killed_once(marker):
    """Kills the process that it's called in, the first time that it's called with this marker, by whomever."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def sampled(column, number, marker):
    import dask_partitions

    if number == 4:
        killed_once(marker)
    return dask_partitions.sampled(column)


def compressed(column, number, dictionary, marker):
    import dask_partitions

    if number == 1:
        killed_once(marker)
    return dask_partitions.compressed(column, dictionary)


def test_two_workers_are_one_machine(example, client, alone):
    columns, dictionary, frames = alone
    assert len(client.scheduler_info()["workers"]) == 2
    remote = client.map(example.partition, range(6))
    made, parts = example.compress_all(client, remote)
    assert made.result(timeout=200).dict_content == dictionary.dict_content
    for part, expected in zip(client.gather(parts), frames):
        assert part.to_pylist() == expected.to_pylist()
    again = client.gather(client.map(example.decompressed, parts, dictionary=made))
    for back, column in zip(again, columns):
        assert back.cast(column.type).to_pylist() == column.to_pylist()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a worker as the system would")
def test_killed_workers_change_nothing(example, client, alone, tmp_path):
    """One dies while it samples, one while it compresses: what was theirs is made again by others."""
    _, dictionary, frames = alone
    markers = [tmp_path / "sampling", tmp_path / "compressing"]
    numbers = range(6)
    # By names of their own, so that nothing is known from another test.
    columns = client.map(example.partition, numbers, key="column-of-the-killed")
    reservoirs = client.map(sampled, columns, numbers, marker=str(markers[0]), key="sampled-by-the-killed")
    merged = client.submit(example.merged, reservoirs, key="merged-of-the-killed")
    made = client.submit(example.trained, merged, key="trained-of-the-killed")
    assert made.result(timeout=200).dict_content == dictionary.dict_content
    parts = client.map(
        compressed, columns, numbers, dictionary=made, marker=str(markers[1]), key="compressed-by-the-killed"
    )
    for part, expected in zip(parts, frames):
        assert part.result(timeout=200).to_pylist() == expected.to_pylist()
    assert all(marker.exists() for marker in markers), "both were killed"


def test_objects_travel(example, client):
    dictionary = zstdkit.train_dict([b"some record number %d" % i for i in range(1000)], 1024)
    raw = zstdkit.ZstdDict(b"any content at all", is_raw=True)
    for sent in (dictionary, raw):
        came = client.submit(lambda it: it, sent).result(timeout=60)
        assert (came.dict_content, came.is_raw) == (sent.dict_content, sent.is_raw)


@pytest.mark.parametrize("engine, file", [("ray", "ray_partitions.py"), ("pyspark", "spark_column.py")])
def test_the_examples_of_other_engines(engine, file):
    if not os.environ.get("ZSTDKIT_ENGINES"):
        pytest.skip("takes a minute for each engine: set ZSTDKIT_ENGINES=1")
    pytest.importorskip(engine)
    # Spark's workers would take the python3 that is found first.
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    subprocess.run([sys.executable, str(EXAMPLES / file)], check=True, env=environment)


def test_the_page_shows_the_examples():
    """What the page shows are parts of examples that run."""
    page = (HERE / "docs" / "many-machines.md").read_text()
    examples = "\n".join(file.read_text() for file in EXAMPLES.glob("*.py"))
    shown = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(shown) >= 3
    for code in shown:
        for part in code.strip().split("\n\n\n"):
            assert part in examples, part
