"""Dictionaries: made from samples, and judged by them."""

from typing import NamedTuple, Optional

from . import _zstdkit

__all__ = [
    "Advice",
    "Candidate",
    "Evaluation",
    "Training",
    "advise",
    "evaluate",
    "finalize_dict",
    "search_dict",
    "train_dict",
]

DEFAULT_SIZE = 100 * 1024


def _checked(dict_size):
    if not isinstance(dict_size, int):
        raise TypeError("dict_size should be an int")
    if dict_size < 0:
        raise ValueError(f"dict_size is {dict_size}, but a size isn't negative")
    return dict_size


def train_dict(iterable_of_chunks=None, dict_size=DEFAULT_SIZE, *, samples=None):
    """Trains a dictionary of at most dict_size bytes on samples; returns a ``ZstdDict``.

    Samples are what will be compressed one by one: a few thousand of them, a hundred times the dictionary's
    size in all, make a good one. They can be given by the name of samples, too.
    """
    if (iterable_of_chunks is None) == (samples is None):
        raise TypeError("train_dict() takes one iterable of samples: iterable_of_chunks, or samples")
    if iterable_of_chunks is None:
        iterable_of_chunks = samples
    trained = _zstdkit.train(iterable_of_chunks, _checked(dict_size))
    return _zstdkit.ZstdDict(trained["content"])


def finalize_dict(zstd_dict, samples, dict_size, level):
    """Makes a dictionary of a content chosen by hand: samples give it its tables."""
    if not isinstance(zstd_dict, _zstdkit.ZstdDict):
        raise TypeError("zstd_dict should be a ZstdDict object")
    content = _zstdkit.finalize(zstd_dict.dict_content, samples, _checked(dict_size), level)
    return _zstdkit.ZstdDict(content)


class Candidate(NamedTuple):
    """What a search tried: segments of k bytes, counted by d bytes."""

    k: int
    d: int
    #: What samples held back came to, the dictionary included; None where nothing was compared.
    compressed_size: Optional[int]


class Training(NamedTuple):
    """A dictionary, and the way it was found."""

    dictionary: _zstdkit.ZstdDict
    #: All candidates that were tried.
    candidates: "list[Candidate]"
    #: The index of the one that was taken.
    chosen: Optional[int]
    #: How many bytes the dictionary would have without shrinking; None where nothing was cut off.
    shrunk_from: Optional[int]


def search_dict(
    samples,
    dict_size=DEFAULT_SIZE,
    *,
    level=0,
    dictionary_id=0,
    threads=1,
    algorithm="fast_cover",
    parameters=None,
    progress=None,
):
    """Trains with a search for the best parameters; returns a ``Training``.

    algorithm is "fast_cover", "cover" or "legacy". parameters fixes some of its numbers, and leaves others to
    the search: {"d": 8, "steps": 40}. threads=0 uses all cores. progress(done, total, fraction) is called now
    and then; an exception of its ends the training, and so does Ctrl-C.
    """
    trained = _zstdkit.train(
        samples,
        _checked(dict_size),
        level=level,
        dictionary_id=dictionary_id,
        threads=threads,
        algorithm=algorithm,
        parameters=parameters,
        progress=progress,
    )
    candidates = [Candidate(*candidate) for candidate in trained["candidates"]]
    dictionary = _zstdkit.ZstdDict(trained["content"])
    return Training(dictionary, candidates, trained["chosen"], trained["shrunk_from"])


class Evaluation(NamedTuple):
    """What a dictionary does for some samples."""

    samples: int
    #: Bytes in all samples.
    size: int
    dictionary_size: int
    #: The part of the compressed bytes that the dictionary saves.
    saving: float
    ratio_with: float
    ratio_without: float
    #: After how many samples it has saved its own size; None if never.
    pays_after: Optional[int]
    compressed_size_with: int
    compressed_size_without: int
    compress_seconds_with: float
    compress_seconds_without: float
    decompress_seconds_with: float
    decompress_seconds_without: float


def evaluate(zstd_dict, samples, level=0):
    """Measures what a dictionary does for samples, best such that it wasn't trained on."""
    return Evaluation(**_zstdkit.evaluate(zstd_dict, samples, level))


class Advice(NamedTuple):
    """Whether training pays."""

    #: "train", "not worth it" or "too few samples".
    verdict: str
    #: The size to train to.
    dict_size: int
    #: What a dictionary trained on a part of the samples did for the others.
    evaluation: Optional[Evaluation]


def advise(samples, level=0):
    """Finds out whether a dictionary is worth training, by training and judging one."""
    verdict, dict_size, figures = _zstdkit.advise(samples, level)
    return Advice(verdict, dict_size, None if figures is None else Evaluation(**figures))
