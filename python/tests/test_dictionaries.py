"""Dictionaries, and what makes them."""

import _thread
import pickle
import threading

import pytest

import zstdkit
from zstdkit import CompressParameter, ZstdDict, ZstdError

SAMPLES = [b'{"id": %d, "name": "user %d", "state": "active"}' % (i * 7919, i) for i in range(3000)]


@pytest.fixture(scope="module")
def dictionary():
    return zstdkit.train_dict(SAMPLES, 4096)


def test_default_size():
    assert len(zstdkit.train_dict(SAMPLES * 2).dict_content) <= 100 * 1024


def test_every_way_to_use_it(dictionary):
    record = SAMPLES[5]
    assert dictionary.dict_id and len(dictionary) <= 4096
    for way in (dictionary, dictionary.as_digested_dict, dictionary.as_undigested_dict):
        for option in (None, 5, {CompressParameter.windowLog: 12}):
            frame = zstdkit.compress(record, option, way)
            assert zstdkit.get_frame_info(frame).dictionary_id == dictionary.dict_id
            assert len(frame) < len(zstdkit.compress(record))
            for back in (dictionary, dictionary.as_digested_dict, dictionary.as_undigested_dict):
                assert zstdkit.decompress(frame, back) == record
    patch = zstdkit.compress(record, 3, dictionary.as_prefix)
    assert zstdkit.decompress(patch, dictionary.as_prefix) == record


def test_the_wrong_one_is_named(dictionary):
    frame = zstdkit.compress(SAMPLES[5], 3, dictionary)
    with pytest.raises(ZstdError, match=f"wants dictionary {dictionary.dict_id}"):
        zstdkit.decompress(frame)


def test_pickle_and_equality_of_what_it_does(dictionary):
    for one in (dictionary, ZstdDict(b"any content", is_raw=True)):
        again = pickle.loads(pickle.dumps(one))
        assert (again.dict_content, again.dict_id, again.is_raw) == (
            one.dict_content,
            one.dict_id,
            one.is_raw,
        )
        assert zstdkit.compress(b"any content", 3, again) == zstdkit.compress(b"any content", 3, one)


@pytest.mark.parametrize("content", [b"", b"1234567", b"12345678", b"\x37\xa4\x30\xec" + bytes(60)])
def test_what_is_none_is_refused(content):
    with pytest.raises(ValueError):
        ZstdDict(content)


@pytest.mark.parametrize(
    "samples, size, error",
    [
        ([], 1000, ValueError),
        ([b""] * 9, 1000, ValueError),
        (SAMPLES, 0, ValueError),
        (SAMPLES, -1, ValueError),
        ([b"x"], 1000, ZstdError),
        ([1], 1000, TypeError),
    ],
)
def test_training_says_what_is_wrong(samples, size, error):
    with pytest.raises(error):
        zstdkit.train_dict(samples, size)


def test_finalize(dictionary):
    made = zstdkit.finalize_dict(ZstdDict(SAMPLES[0] * 20, is_raw=True), SAMPLES, 2048, 3)
    assert made.dict_id and len(made) <= 2048


def test_search_and_evaluation():
    told = []
    training = zstdkit.search_dict(
        SAMPLES, 4096, parameters={"d": 8, "steps": 4}, progress=lambda *at: told.append(at), threads=2
    )
    assert training.candidates[training.chosen].d == 8
    assert told and told[-1][0] == len(training.candidates)
    evaluation = zstdkit.evaluate(training.dictionary, SAMPLES[::10])
    assert evaluation.ratio_with > evaluation.ratio_without and 0 < evaluation.saving < 1
    assert zstdkit.advise(SAMPLES).verdict == "train"
    assert zstdkit.advise([b"one", b"two"]).evaluation is None


def test_an_exception_ends_a_training():
    def stop(done, total, fraction):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        zstdkit.search_dict(SAMPLES * 20, 4096, parameters={"steps": 40}, progress=stop)


def test_ctrl_c_ends_a_training():
    asked = []

    def interrupt(done, total, fraction):
        # Once: a second one would come to whatever runs then.
        if done == 1 and not asked:
            asked.append(done)
            _thread.interrupt_main()

    assert threading.current_thread() is threading.main_thread()
    with pytest.raises(KeyboardInterrupt):
        zstdkit.search_dict(
            SAMPLES * 40, 100_000, algorithm="cover", parameters={"steps": 256}, progress=interrupt
        )


def test_samples_by_either_name():
    first = zstdkit.train_dict(iterable_of_chunks=SAMPLES, dict_size=4096)
    assert zstdkit.train_dict(samples=iter(SAMPLES), dict_size=4096).dict_content == first.dict_content
    for wrong in ({}, {"samples": SAMPLES, "iterable_of_chunks": SAMPLES}):
        with pytest.raises(TypeError, match="iterable_of_chunks"):
            zstdkit.train_dict(**wrong)
