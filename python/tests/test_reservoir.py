"""A choice of samples, made by many and merged."""

import copy
import pickle
import random
import struct
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zstdkit

RECORDS = [b'{"user": %d, "event": "login", "ok": true}' % (i * 7919 % 10_007) for i in range(4000)]


def offered(samples, limit=60_000, seed=3):
    reservoir = zstdkit.Reservoir(limit, seed)
    reservoir.add_many(samples)
    return reservoir


def test_what_it_says_of_itself():
    reservoir = offered(RECORDS)
    assert (reservoir.limit, reservoir.seed, reservoir.seen) == (60_000, 3, 4000)
    kept = reservoir.samples()
    assert len(reservoir) == len(kept) > 500
    assert reservoir.total_size == sum(map(len, kept)) <= 60_000 - 64 * len(kept)
    assert set(kept) <= set(RECORDS)
    assert repr(reservoir) == (
        f"<Reservoir limit=60000 seed=3: {len(kept)} samples of {reservoir.total_size} bytes kept of 4000 seen>"
    )
    assert len(zstdkit.Reservoir(0)) == 0


def test_any_spread_gives_the_same_dictionary():
    alone = offered(RECORDS)
    expected = alone.train(4096, level=5)
    shuffled = random.Random(5).sample(RECORDS, len(RECORDS))
    for parts in (2, 3, 50):
        reservoirs = [offered(shuffled[part::parts]) for part in range(parts)]
        while len(reservoirs) > 1:
            reservoirs.append(reservoirs.pop(0) | pickle.loads(pickle.dumps(reservoirs.pop(0))))
        (merged,) = reservoirs
        assert merged == alone
        assert merged.to_bytes() == alone.to_bytes()
        assert merged.train(4096, level=5).dict_content == expected.dict_content
    merged |= merged
    assert merged.samples() == alone.samples()
    assert (merged.seen, alone.seen) == (8000, 4000)


def test_training_takes_a_reservoir_where_it_takes_samples():
    reservoir = offered(RECORDS)
    trained = reservoir.train(4096)
    assert trained.dict_content == zstdkit.train_dict(reservoir.samples(), 4096).dict_content
    assert trained.dict_content == zstdkit.train_dict(reservoir, 4096).dict_content
    assert zstdkit.evaluate(trained, reservoir).samples == len(reservoir)
    assert zstdkit.advise(reservoir).verdict == "train"
    fixed = reservoir.train(4096, dictionary_id=77, parameters={"k": 40, "d": 8})
    assert fixed.dict_id == 77
    searched = zstdkit.search_dict(reservoir, 4096, dictionary_id=77, parameters={"k": 40, "d": 8})
    assert searched.dictionary.dict_content == fixed.dict_content
    with pytest.raises(ValueError, match="no samples"):
        zstdkit.Reservoir(1000).train()


def test_merging():
    first, second = offered(RECORDS[:30]), offered(RECORDS[20:60])
    both = first | second
    assert (len(first), len(second), len(both), both.seen) == (30, 40, 60, 70)
    first.merge(second)
    assert first == both
    with pytest.raises(ValueError, match="seed of one is 3, that of the other 4"):
        first.merge(offered([], seed=4))
    with pytest.raises(ValueError, match="limit of one is 60000, that of the other 9"):
        first | zstdkit.Reservoir(9, 3)
    with pytest.raises(TypeError):
        first | [b"a sample"]
    assert first == both
    assert first != second
    assert first != "a string"


def test_keys_tell_equal_samples_apart():
    reservoir = zstdkit.Reservoir(10_000)
    for key in (None, None, b"key", "key", bytearray(b"key"), 7, struct.pack("<Q", 7)):
        reservoir.add(b"sample", key)
    assert len(reservoir) == 3
    reservoir.add_many([b"sample"] * 5, keys=range(5, 10))
    assert len(reservoir) == 7
    for key in (-1, 2**64):
        with pytest.raises(OverflowError):
            reservoir.add(b"sample", key)
    with pytest.raises(TypeError, match="a key is"):
        reservoir.add(b"sample", 1.5)
    with pytest.raises(ValueError, match="fewer keys"):
        reservoir.add_many([b"a", b"b"], keys=[1])
    with pytest.raises(ValueError, match="more keys"):
        reservoir.add_many([b"a"], keys=[1, 2])


def test_what_is_no_sample():
    reservoir = zstdkit.Reservoir(1000)
    with pytest.raises(TypeError, match="add\\(\\) takes one"):
        reservoir.add_many(b"bytes")
    with pytest.raises(TypeError):
        reservoir.add("text")
    with pytest.raises(TypeError):
        reservoir.add_many(5)
    with pytest.raises(TypeError):
        reservoir.add_many([b"", 5])
    for limit, seed in ((-1, 0), (2**64, 0), (0, -1), (0, 2**64)):
        with pytest.raises(OverflowError):
            zstdkit.Reservoir(limit, seed)


def test_columns_of_arrow():
    pa = pytest.importorskip("pyarrow")
    texts = [record.decode() for record in RECORDS]
    expected = offered(RECORDS)
    for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary()):
        column = pa.chunked_array([pa.array(texts[:1000], kind), pa.array(texts[1000:], kind)])
        assert offered(column) == expected, kind
    with_nulls = [None if i % 3 == 0 else text for i, text in enumerate(texts)]
    column = pa.array(["cut off", *with_nulls]).slice(1)
    assert offered(column) == offered([text.encode() for text in with_nulls if text])
    keyed = zstdkit.Reservoir(60_000, 3)
    keyed.add_many(column, keys=range(len(column)))
    other = zstdkit.Reservoir(60_000, 3)
    for key, text in enumerate(with_nulls):
        if text is not None:
            other.add(text.encode(), key)
    assert keyed == other
    with pytest.raises(TypeError, match="bytes or strings"):
        offered(pa.array([1, 2]))
    with pytest.raises(ValueError, match="fewer keys"):
        keyed.add_many(column, keys=[1])


def test_copies_are_objects_of_their_own():
    reservoir = offered(RECORDS[:20])
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(reservoir, protocol)) == reservoir
    for other in (copy.copy(reservoir), copy.deepcopy(reservoir)):
        other.add(b"one more")
        assert (len(other), len(reservoir)) == (21, 20)


def test_bytes_of_strangers():
    whole = offered(RECORDS[:5]).to_bytes()
    assert zstdkit.Reservoir.from_bytes(memoryview(whole)).to_bytes() == whole
    damaged = [whole[:size] for size in range(len(whole))]
    damaged += [whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :] for at in range(len(whole))]
    for data in [*damaged, b"", whole + b"\0"]:
        with pytest.raises(zstdkit.ZstdError, match="not the bytes of a reservoir"):
            zstdkit.Reservoir.from_bytes(data)


def test_threads_share_one():
    expected = offered(RECORDS)
    reservoir = zstdkit.Reservoir(60_000, 3)
    threads = [threading.Thread(target=reservoir.add_many, args=(RECORDS[part::4],)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reservoir == expected


@settings(max_examples=50, deadline=None)
@given(
    samples=st.lists(st.binary(max_size=60)),
    limit=st.integers(0, 1500),
    seed=st.integers(0, 2**64 - 1),
    data=st.data(),
)
def test_the_set_of_samples_decides_alone(samples, limit, seed, data):
    alone = offered(samples, limit, seed)
    owners = data.draw(st.lists(st.integers(0, 3), min_size=len(samples), max_size=len(samples)))
    parts = [zstdkit.Reservoir(limit, seed) for _ in range(4)]
    for owner, sample in zip(owners, samples):
        parts[owner].add(sample)
    order = data.draw(st.permutations(parts))
    merged = order[0] | (order[1] | order[2])
    merged |= order[3]
    assert merged.to_bytes() == alone.to_bytes()
