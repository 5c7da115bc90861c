#!/usr/bin/env python3
"""Measures zstdkit beside pyzstd, backports.zstd and zstandard, in turn in one process.

    python bench/speed.py [--seconds 120] [--level 3] [--cells REGEX] [--write] [FILE ...]

Needs `pip install pyzstd backports.zstd zstandard`; what isn't there is left out. All take turns in each cell, many
times over, and the fastest turn of each counts. Before a turn is timed, the package has one that isn't: what another
left in the core's caches and branch predictors (two of them are one C library, whose turns would help each other)
counts for nobody. Prints MB/s of content, and how ours compares with the best of the others: 1.10 is a tenth faster.
--write puts the table into bench/speed.md, and its short form into README.md.
"""

import argparse
import importlib
import importlib.metadata
import io
import math
import platform
import re
import sys
import time
from pathlib import Path

import zstdkit
import zstdkit.buffers
import zstdkit.zstd

SIZES = [64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20]
#: How long a turn is, in seconds.
TURN = 0.01


def others():
    """The packages that are there, by name."""
    found = {}
    for name in ("pyzstd", "backports.zstd", "zstandard"):
        try:
            found[name] = importlib.import_module(name)
        except ImportError:
            print(f"{name} isn't there, and is left out", file=sys.stderr)
    return found


def cells(data, level, peers):
    """Each cell: its name, the bytes of content that a turn goes through, and a function for each package."""
    pyzstd, backport, zstandard = (peers.get(n) for n in ("pyzstd", "backports.zstd", "zstandard"))
    for size in SIZES:
        part = (data * (size // len(data) + 1))[:size]
        frame = zstdkit.compress(part, level)
        ours = {"zstdkit": lambda p=part: zstdkit.compress(p, level)}
        back = {"zstdkit": lambda f=frame: zstdkit.decompress(f)}
        for name, module in (("pyzstd", pyzstd), ("backports.zstd", backport)):
            if module:
                ours[name] = lambda m=module, p=part: m.compress(p, level)
                back[name] = lambda m=module, f=frame: m.decompress(f)
        if zstandard:
            compressor = zstandard.ZstdCompressor(level=level)
            decompressor = zstandard.ZstdDecompressor()
            ours["zstandard"] = lambda c=compressor, p=part: c.compress(p)
            back["zstandard"] = lambda d=decompressor, f=frame: d.decompress(f)
        yield f"compress {size}", size, ours
        yield f"decompress {size}", size, back

    large = (data * ((8 << 20) // len(data) + 1))[: 8 << 20]
    frame = zstdkit.compress(large, level)
    pieces = [large[start : start + 65536] for start in range(0, len(large), 65536)]
    frames = [frame[start : start + 65536] for start in range(0, len(frame), 65536)]
    makers = {"zstdkit": (lambda: zstdkit.ZstdCompressor(level), zstdkit.ZstdFrameDecompressor)}
    if pyzstd:
        makers["pyzstd"] = (lambda: pyzstd.ZstdCompressor(level), pyzstd.ZstdDecompressor)
    if backport:
        makers["backports.zstd"] = (lambda: backport.ZstdCompressor(level), backport.ZstdDecompressor)
    if zstandard:
        makers["zstandard"] = (
            lambda: zstandard.ZstdCompressor(level=level).compressobj(),
            lambda: zstandard.ZstdDecompressor().decompressobj(),
        )

    def push(make):
        stream = make()
        for piece in pieces:
            stream.compress(piece)
        stream.flush()

    def pull(make):
        stream = make()
        for piece in frames:
            stream.decompress(piece)

    yield "stream, compress", len(large), {n: lambda m=m: push(m[0]) for n, m in makers.items()}
    yield "stream, decompress", len(large), {n: lambda m=m: pull(m[1]) for n, m in makers.items()}

    files = {"zstdkit": zstdkit.open, "backports.zstd": backport and backport.open}
    files |= {"pyzstd": pyzstd and pyzstd.open, "zstandard": zstandard and zstandard.open}
    files = {name: function for name, function in files.items() if function}

    def write(function):
        with function(io.BytesIO(), "wb") as file:
            for piece in pieces:
                file.write(piece)

    def read(function):
        with function(io.BytesIO(frame), "rb") as file:
            while file.read(65536):
                pass

    def lines(function):
        with function(io.BytesIO(frame), "rb") as file:
            for _ in io.BufferedReader(file) if function.__module__.startswith("zstandard") else file:
                pass

    yield "file, write", len(large), {n: lambda f=f: write(f) for n, f in files.items()}
    yield "file, read", len(large), {n: lambda f=f: read(f) for n, f in files.items()}
    yield "file, lines", len(large), {n: lambda f=f: lines(f) for n, f in files.items()}

    records = [b'{"id": %d, "name": "user %d", "ok": true}' % (i * 7919, i) for i in range(4000)]
    content = zstdkit.train_dict(records, 16 << 10).dict_content
    total = sum(map(len, records))
    ours = zstdkit.ZstdDict(content)
    small = [zstdkit.compress(record, level, ours) for record in records]

    def each(function, items):
        for item in items:
            function(item)

    # Objects where there are any for whole inputs.
    compressor = zstdkit.RichMemZstdCompressor(level, ours)
    there = {"zstdkit": lambda c=compressor: each(c.compress, records)}
    back = {"zstdkit": lambda: each(lambda f: zstdkit.decompress(f, ours), small)}
    if pyzstd:
        theirs = pyzstd.ZstdDict(content)
        there["pyzstd"] = lambda d=theirs: each(
            lambda r: pyzstd.compress(r, level, d.as_digested_dict), records
        )
        back["pyzstd"] = lambda d=theirs: each(lambda f: pyzstd.decompress(f, d), small)
    if backport:
        theirs = backport.ZstdDict(content)
        there["backports.zstd"] = lambda d=theirs: each(
            lambda r: backport.compress(r, level, zstd_dict=d.as_digested_dict), records
        )
        back["backports.zstd"] = lambda d=theirs: each(lambda f: backport.decompress(f, d), small)
    if zstandard:
        theirs = zstandard.ZstdCompressionDict(content)
        theirs.precompute_compress(level=level)
        compressor = zstandard.ZstdCompressor(level=level, dict_data=theirs)
        decompressor = zstandard.ZstdDecompressor(dict_data=theirs)
        there["zstandard"] = lambda c=compressor: each(c.compress, records)
        back["zstandard"] = lambda d=decompressor: each(d.decompress, small)
    yield "records, compress", total, there
    yield "records, decompress", total, back

    items = [large[start : start + 2000] for start in range(0, len(large), 2000)]
    mine = zstdkit.buffers.ZstdCompressor(level)
    mine_back = zstdkit.buffers.ZstdDecompressor()
    for threads in (1, 2):
        batch = mine.multi_compress_to_buffer(items)
        there = {"zstdkit": lambda t=threads: mine.multi_compress_to_buffer(items, threads=t)}
        back = {"zstdkit": lambda b=batch, t=threads: mine_back.multi_decompress_to_buffer(b, threads=t)}
        if zstandard and hasattr(zstandard.ZstdCompressor, "multi_compress_to_buffer"):
            theirs = zstandard.ZstdCompressor(level=level)
            theirs_back = zstandard.ZstdDecompressor()
            their_batch = theirs.multi_compress_to_buffer(items)
            there["zstandard"] = lambda c=theirs, t=threads: c.multi_compress_to_buffer(items, threads=t)
            back["zstandard"] = lambda d=theirs_back, b=their_batch, t=threads: d.multi_decompress_to_buffer(
                b, threads=t
            )
        yield f"batch of 2000 B, {threads} threads, compress", len(large), there
        yield f"batch of 2000 B, {threads} threads, decompress", len(large), back


def measure(functions, seconds):
    """The fastest turn of each function, in seconds a call, all taking turns."""
    counts, best = {}, {}
    order = list(functions)
    for name, function in functions.items():
        start = time.perf_counter()
        function()
        once = max(time.perf_counter() - start, 1e-7)
        # A turn takes long enough for the clock.
        counts[name] = max(int(TURN / once), 1)
        best[name] = float("inf")
    end = time.perf_counter() + seconds
    while True:
        # Who is after whom changes.
        order.append(order.pop(0))
        for name in order:
            function, count = functions[name], counts[name]
            for _ in range(max(count // 2, 1)):
                function()
            start = time.perf_counter()
            for _ in range(count):
                function()
            best[name] = min(best[name], (time.perf_counter() - start) / count)
        if time.perf_counter() > end:
            return best


#: The lines of README.md's table: a name, and the cells that it is about.
GROUPS = {
    "one call, 64 B to 4 KiB, compress": r"compress (64|256|1024|4096)$",
    "one call, 64 B to 4 KiB, decompress": r"decompress (64|256|1024|4096)$",
    "one call, 16 KiB to 16 MiB, compress": r"compress \d{5,}$",
    "one call, 16 KiB to 16 MiB, decompress": r"decompress \d{5,}$",
    "streams": r"stream, ",
    "files": r"file, ",
    "records with a dictionary": r"records, ",
    "batches": r"batch ",
}


def short_table(ratios):
    """A line for each group: the worst of its cells, and the mean."""
    lines = ["| what | cells | the worst | on the average |", "|---|---|---|---|"]
    for name, cells in GROUPS.items():
        found = [ratio for cell, ratio in ratios.items() if re.match(cells, cell)]
        mean = math.exp(sum(map(math.log, found)) / len(found))
        lines.append(f"| {name} | {len(found)} | {min(found):.2f} | {mean:.2f} |")
    return lines


def write(lines, ratios, peers, level):
    """Puts the tables into the files that show them."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in peers)
    about = f"Level {level}, Python {platform.python_version()}, {versions}."
    (HERE / "speed.md").write_text("\n".join([*HEAD, about, "", *lines, ""]))
    readme = HERE.parent / "README.md"
    text = readme.read_text()
    start, end = "<!-- made by bench/speed.py --write -->\n", "<!-- the table's end -->"
    head, rest = text.split(start)
    _, tail = rest.split(end)
    table = "\n".join([about, "", *short_table(ratios)])
    readme.write_text(f"{head}{start}\n{table}\n\n{end}{tail}")


HERE = Path(__file__).resolve().parent
HEAD = [
    "<!-- made by speed.py --write -->",
    "# Speed beside other packages",
    "",
    "MB/s of content, the fastest of many turns in one process, and ours over the best of the others.",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "files", nargs="*", type=Path, help="content to compress; the standard library by default"
    )
    parser.add_argument("--seconds", type=float, default=120, help="how long all of it takes, about")
    parser.add_argument("--level", type=int, default=3)
    parser.add_argument("--cells", default="", metavar="REGEX", help="measure these alone")
    parser.add_argument("--write", action="store_true", help="put the tables into the files that show them")
    arguments = parser.parse_args()
    sources = arguments.files or sorted(Path(importlib.__file__).parents[1].glob("*/*.py"))
    data = b"".join(path.read_bytes() for path in sources)
    peers = others()
    if arguments.write and (arguments.cells or arguments.files or len(peers) < 3):
        parser.error("--write wants every cell, with every package, of the content by default")
    every = [cell for cell in cells(data, arguments.level, peers) if re.search(arguments.cells, cell[0])]
    names = ["zstdkit", *peers]
    lines, ratios = [], {}

    def show(line):
        lines.append(line)
        print(line, flush=True)

    show("| cell | " + " | ".join(f"{name}, MB/s" for name in names) + " | to the best of the others |")
    show("|---|" + "---|" * (len(names) + 1))
    for cell, size, functions in every:
        best = measure(functions, arguments.seconds / len(every))
        shown = [f"{size / best[name] / 1e6:.1f}" if name in best else "" for name in names]
        rest = [value for name, value in best.items() if name != "zstdkit"]
        ratio = ""
        if rest:
            ratios[cell] = min(rest) / best["zstdkit"]
            ratio = f"{ratios[cell]:.2f}"
        show(f"| {cell} | " + " | ".join(shown) + f" | {ratio} |")
    if arguments.write:
        write(lines, ratios, peers, arguments.level)


if __name__ == "__main__":
    main()
