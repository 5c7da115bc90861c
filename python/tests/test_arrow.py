"""Columns, by Arrow's C data interface."""

import runpy
import struct
import sys
from pathlib import Path

import pytest

import zstdkit
import zstdkit.arrow
import zstdkit.buffers

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


def test_what_one_function_gives_the_other_takes():
    pa = pytest.importorskip("pyarrow")
    column = pa.chunked_array([pa.array(VALUES[:1000]), pa.array(VALUES[1000:])])
    chunks = zstdkit.arrow.decompress(zstdkit.arrow.compress(column, 3, threads=2))
    assert [value for chunk in chunks for value in pa.array(chunk).to_pylist()] == VALUES
    assert [len(chunk) for chunk in zstdkit.arrow.compress([])] == [0]
    for wrong in ([b"bytes"], [chunks], [None]):
        with pytest.raises(TypeError, match="__arrow_c_array__"):
            zstdkit.arrow.compress(wrong)


KINDS = ["binary", "large_binary", "binary_view", "string", "large_string", "string_view"]


@pytest.mark.parametrize("kind", KINDS)
def test_any_part_of_any_array(kind):
    pa = pytest.importorskip("pyarrow")
    values = ["v" * i if i % 3 else None for i in range(50)]
    array = pa.array(values if "string" in kind else [v and v.encode() for v in values], getattr(pa, kind)())
    parts = [
        array,
        array.slice(7),
        array.slice(49),
        array.slice(10, 20),
        array.slice(7, 0),
        pa.nulls(5, array.type),
        pa.array([], array.type),
        pa.chunked_array([array.slice(3, 4), array.slice(9, 0), array.slice(20)]),
        pa.chunked_array([], array.type),
        pa.chunked_array([pa.array([], array.type)]),
    ]
    for part in parts:
        frames = pa.chunked_array(zstdkit.arrow.compress(part), pa.large_binary())
        back = pa.chunked_array(zstdkit.arrow.decompress(frames), pa.large_binary())
        frames.validate(full=True)
        back.validate(full=True)
        expected = [v.encode() if isinstance(v, str) else v for v in part.to_pylist()]
        assert back.to_pylist() == expected
        assert [value and zstdkit.decompress(value) for value in frames.to_pylist()] == expected


def test_what_is_handed_out_as_it_is_asked_for():
    pa = pytest.importorskip("pyarrow")
    texts = ["one", None, "drei", "quatre", ""]
    (frames,) = zstdkit.arrow.compress(pa.array(texts))
    (back,) = zstdkit.arrow.decompress(frames)
    for kind in (pa.string(), pa.large_string()):
        assert pa.array(back, kind).type == kind
        assert pa.array(back, kind).to_pylist() == texts
    assert pa.array(back, pa.binary()).type == pa.binary()
    # The same memory every time.
    assert len({pa.array(back, kind).buffers()[2].address for kind in (pa.binary(), pa.string(), None)}) == 1
    # Frames are no text, so that they stay bytes.
    assert pa.array(frames).type == pa.large_binary()
    schema, _ = frames.__arrow_c_array__(pa.string().__arrow_c_schema__())
    assert pa.DataType._import_from_c_capsule(schema) == pa.large_binary()


def test_a_capsule_is_taken_once():
    pa = pytest.importorskip("pyarrow")

    class Array:
        def __init__(self, array):
            self.pair = array.__arrow_c_array__()

        def __arrow_c_array__(self, requested_schema=None):
            return self.pair

    class Column:
        def __init__(self, column):
            self.capsule = column.__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema=None):
            return self.capsule

    for kind, source in ((Array, pa.array([b"a"])), (Column, pa.chunked_array([[b"a"]]))):
        once = kind(source)
        assert len(zstdkit.arrow.compress(once)[0]) == 1
        with pytest.raises(ValueError, match="taken once"):
            zstdkit.arrow.compress(once)
    schema, array = pa.array([b"a"]).__arrow_c_array__()
    for pair in (None, (), (1, 2), (schema,), (array, schema), (schema, schema), (schema, array, array)):
        wrong = Array(pa.array([b"a"]))
        wrong.pair = pair
        with pytest.raises((TypeError, ValueError)):
            zstdkit.arrow.compress(wrong)
    # A type that somebody took.
    pa.DataType._import_from_c_capsule(schema)
    wrong.pair = schema, array
    with pytest.raises(ValueError, match="type was released"):
        zstdkit.arrow.compress(wrong)


def test_arrays_that_contradict_themselves():
    pa = pytest.importorskip("pyarrow")
    data = pa.py_buffer(b"\xff\xfe")

    def offsets(kind, *numbers):
        return pa.py_buffer(struct.pack(f"={len(numbers)}{kind}", *numbers))

    for kind, code in (
        (pa.binary(), "i"),
        (pa.large_binary(), "q"),
        (pa.string(), "i"),
        (pa.large_string(), "q"),
    ):
        for numbers in ((0, 5, 2), (0, -7, 2)):  # pyarrow looks at the first and the last
            array = pa.Array.from_buffers(kind, 2, [None, offsets(code, *numbers), data])
            with pytest.raises(ValueError, match="not as Arrow's format has it"):
                zstdkit.arrow.compress(array)
            with pytest.raises(ValueError, match="not as Arrow's format has it"):
                zstdkit.buffers.multi_compress_to_buffer(array)
    # No text at all, which is no fault here: strings are taken as bytes.
    array = pa.Array.from_buffers(pa.string(), 2, [None, offsets("i", 0, 1, 2), data])
    (frames,) = zstdkit.arrow.compress(array)
    (back,) = zstdkit.arrow.decompress(frames)
    assert pa.array(back).to_pylist() == [b"\xff", b"\xfe"]
    # Views: length, four bytes of prefix, number of the buffer, offset in it.
    for length, number, offset in ((20, 1, 0), (20, -1, 0), (20, 0, 1), (21, 0, 0), (2**31 - 1, 0, 0)):
        view = struct.pack("=i4sii", length, b"aaaa", number, offset)
        for is_valid in (True, False):
            nulls = None if is_valid else pa.py_buffer(b"\0")
            buffers = [nulls, pa.py_buffer(view), pa.py_buffer(b"a" * 20)]
            array = pa.Array.from_buffers(pa.binary_view(), 1, buffers)
            if is_valid:
                with pytest.raises(ValueError, match="value 0 is outside of its buffers"):
                    zstdkit.arrow.compress(array)
            else:
                assert pa.array(zstdkit.arrow.compress(array)[0]).to_pylist() == [None]


def test_what_is_no_column_of_bytes():
    pa = pytest.importorskip("pyarrow")
    others = [
        pa.array([b"abc"], pa.binary(3)),
        pa.array(["a", "b"]).dictionary_encode(),
        pa.nulls(3),
        pa.array([[b"a"]]),
        pa.RunEndEncodedArray.from_arrays([2], ["a"]),
    ]
    for other in others:
        with pytest.raises(TypeError, match="bytes or strings is needed, and this is one of"):
            zstdkit.arrow.compress(other)
    for table in (pa.table({"a": [b"x"]}), pa.record_batch({"a": [b"x"]})):
        with pytest.raises(TypeError, match="pass one of its columns"):
            zstdkit.arrow.compress(table)


def test_a_stream_that_fails():
    pa = pytest.importorskip("pyarrow")

    def batches():
        yield pa.record_batch({"a": [b"x"]})
        raise OSError("the disk is gone")

    class Column:
        """A stream of a table's batches: refused by its type, before anything is asked of it."""

        def __arrow_c_stream__(self, requested_schema=None):
            schema = pa.schema({"a": pa.binary()})
            return pa.RecordBatchReader.from_batches(schema, batches()).__arrow_c_stream__()

    with pytest.raises(TypeError, match="pass one of its columns"):
        zstdkit.arrow.compress(Column())


def test_batches_of_columns():
    pa = pytest.importorskip("pyarrow")
    values = [b"value %d" % (i % 70) * (i % 9) for i in range(2000)]
    column = pa.chunked_array([pa.array(values[:900]), pa.array(values[900:])])
    frames = zstdkit.buffers.multi_compress_to_buffer(column, 5, threads=2)
    assert [bytes(frame) for frame in frames] == [zstdkit.compress(value, 5) for value in values]
    arrays = pa.chunked_array([pa.array(member) for member in frames.members])
    assert arrays.type == pa.large_binary()
    assert arrays.chunk(0).buffers()[2].address == pa.py_buffer(frames.members[0]).address
    again = zstdkit.buffers.multi_decompress_to_buffer(arrays)
    assert pa.chunked_array([pa.array(member) for member in again.members]).to_pylist() == values
    with pytest.raises(ValueError, match="item 1 is null"):
        zstdkit.buffers.multi_compress_to_buffer(pa.array([b"a", None]))
    apart = zstdkit.buffers.BufferWithSegments(b"one two", struct.pack("=4Q", 0, 3, 4, 3))
    with pytest.raises(ValueError, match="begin"):
        pa.array(apart)
    # Memory that may change is copied: Arrow's doesn't.
    memory = bytearray(b"onetwo")
    array = pa.array(zstdkit.buffers.BufferWithSegments(memory, struct.pack("=4Q", 0, 3, 3, 3)))
    memory[0] = 0
    assert array.to_pylist() == [b"one", b"two"]


def test_nothing_leaks():
    pa = pytest.importorskip("pyarrow")
    array = pa.array([b"x" * 1000] * 1000)
    kept = zstdkit.arrow.compress(array)[0]
    offsets = pa.py_buffer(struct.pack("=3i", 0, 5, 2))
    contradicts = pa.Array.from_buffers(pa.binary(), 2, [None, offsets, pa.py_buffer(b"ab")])

    def everything():
        back = zstdkit.arrow.decompress(pa.chunked_array(zstdkit.arrow.compress(array, 1)))
        pa.array(back[0])
        kept.__arrow_c_array__()
        for wrong in (pa.array([1]), contradicts):
            with pytest.raises((TypeError, ValueError)):
                zstdkit.arrow.compress(wrong)

    everything()
    before = pa.total_allocated_bytes()
    references = sys.getrefcount(array)
    for _ in range(20):
        everything()
    assert pa.total_allocated_bytes() == before
    assert sys.getrefcount(array) == references


def test_columns_of_duckdb():
    duckdb = pytest.importorskip("duckdb")
    pa = pytest.importorskip("pyarrow")
    with duckdb.connect() as connection:
        table = connection.sql("select 'record ' || i as record from range(5000) t(i)").to_arrow_table()
        frames = pa.table({"frame": pa.chunked_array(zstdkit.arrow.compress(table["record"]))})
        connection.register("frames", frames)
        assert connection.sql("select count(*), min(octet_length(frame)) > 9 from frames").fetchall() == [
            (5000, True)
        ]
        back = zstdkit.arrow.decompress(connection.sql("select frame from frames").to_arrow_table()["frame"])
    assert pa.chunked_array(back).cast(pa.string()).equals(table["record"])


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
