"""Columns, by Arrow's C data interface."""

import runpy
from pathlib import Path

import pytest

import zstdkit
import zstdkit.arrow

VALUES = [b"a value %d" % i * (i % 50) if i % 7 else None for i in range(3000)]


def test_arrays_of_pyarrow():
    pa = pytest.importorskip("pyarrow")
    for kind in (pa.binary(), pa.large_binary(), pa.binary_view()):
        column = pa.chunked_array([pa.array(VALUES[:1000], kind), pa.array(VALUES[1000:], kind)])
        frames = pa.chunked_array([pa.array(chunk) for chunk in zstdkit.arrow.compress(column, 3, threads=2)])
        assert [value and zstdkit.decompress(value) for value in frames.to_pylist()] == VALUES
        back = pa.chunked_array([pa.array(chunk) for chunk in zstdkit.arrow.decompress(frames)])
        assert back.to_pylist() == VALUES
    part = pa.array(["one", None, "three", ""]).slice(1)
    (frames,) = zstdkit.arrow.compress(part)
    (back,) = zstdkit.arrow.decompress(pa.array(frames))
    assert pa.array(back).to_pylist() == [None, b"three", b""]
    assert [len(chunk) for chunk in zstdkit.arrow.compress(pa.array([], pa.binary()))] == [0]
    with pytest.raises(TypeError, match="bytes or strings"):
        zstdkit.arrow.compress(pa.array([1, 2]))


def test_memory_outlives_what_it_came_from():
    pa = pytest.importorskip("pyarrow")
    array = pa.array(zstdkit.arrow.compress(pa.array([b"kept"] * 100))[0])
    assert zstdkit.decompress(array[99].as_py()) == b"kept"


def test_the_example_of_polars():
    pytest.importorskip("polars")
    runpy.run_path(str(Path(__file__).resolve().parents[1] / "examples" / "polars_column.py"))


def test_what_is_no_array():
    with pytest.raises(TypeError, match="__arrow_c_array__"):
        zstdkit.arrow.compress([b"a list"])
