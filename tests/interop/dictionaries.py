"""Compares dictionaries of the `zstdkit` command with those of python-zstandard, at the same sizes.

Usage: dictionaries.py ZSTDKIT [FILE ...]

Needs the Python package `zstandard`. Each set of records is made here, or is a FILE (.gz is opened) cut
after each blank line. Four fifths of the records are trained on; the others, compressed one by one, must
not take more than 0.5 % more bytes with our dictionary than with any of zstandard's, and our dictionaries
must work on its side.
"""

import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import zstandard

LEVEL = 3
TOLERANCE = 1.005
SIZES = [2 << 10, 16 << 10, 100 << 10]
MADE_RECORDS = 4000
MOST_RECORDS = 20_000

# How each side is told to train; what stands in one row is compared.
WAYS = [
    ("as by default", [], [{}, {"level": LEVEL}]),
    (
        "with a search",
        ["--search"],
        [
            {"level": LEVEL, "steps": 40, "threads": -1},
            {"level": LEVEL, "k": 50, "d": 8},
            {"level": LEVEL, "k": 200, "d": 8},
            {"level": LEVEL, "k": 400, "d": 6},
            {"level": LEVEL, "k": 1000, "d": 8, "f": 18},
        ],
    ),
]


def json_records():
    rng = random.Random(11)
    for number in range(MADE_RECORDS):
        record = {
            "time": 1_750_000_000_000 + number * 731 + rng.randrange(700),
            "id": f"{rng.getrandbits(64):016x}",
            "method": rng.choice(["GET", "GET", "POST", "DELETE"]),
            "path": f"/v2/{rng.choice(['users', 'orders', 'items'])}/{rng.randrange(10**6)}",
            "status": rng.choice([200, 200, 200, 201, 304, 404]),
            "agent": rng.choice(["curl/8.5.0", "okhttp/4.12.0", "python-requests/2.32"]),
            "tags": rng.sample(["new", "slow", "cached", "retried", "internal"], rng.randrange(4)),
        }
        yield json.dumps(record).encode() + b"\n"


def file_records(path):
    data = (gzip.open if path.suffix == ".gz" else open)(path, "rb").read()
    parts = data.split(b"\n\n")
    return [part + b"\n\n" for part in parts[:-1]][:MOST_RECORDS]


def ours(zstdkit, training, delimiter, size, options, folder):
    samples, dictionary = folder / "samples", folder / "dictionary"
    samples.write_bytes(b"".join(training))
    command = [zstdkit, "train", "-q", "-f", "--hold-back", "0", "--records", delimiter]
    command += ["--size", str(size), "--level", str(LEVEL), *options, "-o", dictionary, samples]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command}: exit {done.returncode}: {done.stderr.decode()}")
    return zstandard.ZstdCompressionDict(dictionary.read_bytes(), dict_type=zstandard.DICT_TYPE_FULLDICT)


def compressed_size(dictionary, held_back):
    compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=dictionary)
    back = zstandard.ZstdDecompressor(dict_data=dictionary)
    total = 0
    for record in held_back:
        frame = compressor.compress(record)
        total += len(frame)
        assert back.decompress(frame) == record
    return total


def main():
    zstdkit, *files = sys.argv[1:]
    zstdkit = pathlib.Path(zstdkit).resolve()
    sets = [("JSON records made here", r"\n", list(json_records()))]
    sets += [(path, r"\n\n", file_records(pathlib.Path(path))) for path in files]
    worst, compared = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for name, delimiter, records in sets:
            held_back = records[4::5]
            training = [record for index, record in enumerate(records) if index % 5 != 4]
            for size in SIZES:
                # Of a few samples there is no dictionary of such a size.
                if sum(map(len, training)) < 4 * size:
                    continue
                for way, options, parameters in WAYS:
                    dictionary = ours(zstdkit, training, delimiter, size, options, pathlib.Path(folder))
                    assert len(dictionary.as_bytes()) <= size
                    found = compressed_size(dictionary, held_back)
                    for theirs in parameters:
                        other = zstandard.train_dictionary(size, training, **theirs)
                        expected = compressed_size(other, held_back)
                        ratio = found / expected
                        worst, compared = max(worst, ratio), compared + 1
                        same = dictionary.as_bytes() == other.as_bytes()
                        print(
                            f"{name}, {size} bytes, {way}: {found} bytes, {ratio:.4f} of zstandard's"
                            f" {expected} with {theirs or 'its defaults'}{', the same dictionary' * same}",
                            flush=True,
                        )
    print(f"{compared} comparisons: ours take at most {worst:.4f} of zstandard's bytes")
    if not compared or worst > TOLERANCE:
        sys.exit("our dictionaries are worse" if compared else "nothing was compared")


if __name__ == "__main__":
    main()
