"""Batches by python-zstandard, one timed turn whenever the harness asks for one.

Started by the harness, which writes requests to stdin and reads answers from stdout. Either is a line
of JSON, followed by as many bytes as its "lengths" add up to:

    {"do": "prepare", "job": "compress" or "decompress", "level": .., "lengths": [d, t, n]}
        the dictionary (d = 0: none), the segment table, and the items; answers {"version": ..}
    {"do": "show", "threads": ..}
        handles all items once; answers {"lengths": [t, n]}, the results' table and the results
    {"do": "turn", "threads": .., "times": k}
        handles all items k times; answers {"seconds": .., "bytes": ..}

Whatever goes wrong is answered by {"error": ..}.
"""

import json
import struct
import sys
import time

SEGMENT = struct.Struct("=QQ")


def read_exactly(stream, length):
    data = stream.read(length)
    if len(data) != length:
        raise EOFError("the harness closed the pipe in the middle of a request")
    return data


def prepare(zstandard, request, dictionary, table, items):
    """A function that handles all items once, on some threads, and returns the results."""
    if not hasattr(zstandard.ZstdCompressor, "multi_compress_to_buffer"):
        raise RuntimeError(
            f"python-zstandard's {zstandard.backend} backend has no multi_compress_to_buffer; "
            "its C extension has"
        )
    # Both directions digest a dictionary once, before any time is taken.
    content = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    buffer = zstandard.BufferWithSegments(items, table)
    if request["job"] == "compress":
        level = request["level"]
        if content is not None:
            content.precompute_compress(level=level)
        compressor = zstandard.ZstdCompressor(level=level, dict_data=content)
        return lambda threads: compressor.multi_compress_to_buffer(buffer, threads=threads)
    decompressor = zstandard.ZstdDecompressor(dict_data=content)
    return lambda threads: decompressor.multi_decompress_to_buffer(buffer, threads=threads)


def dense(results):
    """The results, one behind the other, and the table of where they are."""
    table, items, end = [], [], 0
    for result in results:
        data = result.tobytes()
        table.append(SEGMENT.pack(end, len(data)))
        items.append(data)
        end += len(data)
    return b"".join(table), b"".join(items)


def serve(source, sink):
    import zstandard

    def answer(head, *parts):
        sink.write(json.dumps(head).encode() + b"\n")
        for part in parts:
            sink.write(part)
        sink.flush()

    handle = None
    while line := source.readline():
        request = json.loads(line)
        if request["do"] == "prepare":
            parts = [read_exactly(source, length) for length in request["lengths"]]
            handle = prepare(zstandard, request, *parts)
            answer({"version": zstandard.__version__})
        elif request["do"] == "show":
            table, items = dense(handle(request["threads"]))
            answer({"lengths": [len(table), len(items)]}, table, items)
        else:
            threads = request["threads"]
            start = time.perf_counter()
            for _ in range(request["times"]):
                results = handle(threads)
                size = results.size()
                # Given back within the time taken, as the other contestants do.
                del results
            seconds = time.perf_counter() - start
            answer({"seconds": seconds, "bytes": size})


def main():
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except ModuleNotFoundError as error:
        message = f"{error}: install it with `python3 -m pip install zstandard`"
        print(json.dumps({"error": message}), flush=True)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)


if __name__ == "__main__":
    main()
