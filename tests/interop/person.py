"""Uses the `zstdkit` command as a person does: with zstd's options, tar, odd files, full disks and bad luck.

Usage: person.py ZSTDKIT [--large]

Needs the command `zstd`. What needs more (strace, bindfs, man, time, a mount) is skipped with a word where that isn't there. With
--large, files of 1000 MiB and 2 GiB too, and the memory that they take beside zstd's.
"""

import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MIB = 1 << 20


def run(*command, status=0, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False, **options)
    if status is not None and done.returncode != status:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done


def has(tool, what):
    if shutil.which(tool):
        return True
    print(f"skipped: {what}, for want of {tool}")
    return False


def sample(size, seed=7):
    rng = random.Random(seed)
    words = [bytes(rng.choices(b"abcdefghij", k=rng.randint(2, 9))) for _ in range(500)]
    text = b" ".join(rng.choices(words, k=size // 12)) + rng.randbytes(size // 4)
    return (text * (size // len(text) + 1))[:size]


def table_of_options(_zstdkit, _folder):
    """Every option that zstd's help and manual know has its row."""
    readme = (ROOT / "crates/zstdkit-cli/README.md").read_text()
    section = readme[readme.index("## As zstd's own command") :]
    table = section[: section.index("\n## ")]
    known = run("zstd", "-H").stdout.decode()
    if has("man", "options of zstd's manual"):
        page = run("man", "zstd", status=None, env={**os.environ, "MANWIDTH": "200", "LC_ALL": "C"}).stdout.decode()
        lines = [line for line in page.splitlines() if re.match(r"\s*(o\s+)?-", line)]
        known += "\n" + "\n".join(lines)
    named = re.findall(r"--\[?(?:no-\]?)?[a-zA-Z][a-zA-Z-]*", known.replace("[no-]", ""))
    bare = {name.removeprefix("--no-").removeprefix("--").rstrip("-") for name in named}
    missing = {name for name in bare if not re.search(rf"--(\[no-\]|no-)?{name}\b", table)}
    assert not missing, f"options of zstd's without a row: {sorted(missing)}"


def both_ways(zstdkit, folder):
    """What either side writes by an option, the other reads."""
    data = sample(6 * MIB)
    (folder / "a").write_bytes(data)
    (folder / "old").write_bytes(data[: 3 * MIB] + b"before" + data[3 * MIB :])
    (folder / "dict").write_bytes(data[:100_000])
    options = [
        "-1", "-19", "--fast=3", "--ultra -20", "-T2", "-T0 -9", "--long", "--long=24 -T2", "--rsyncable", "--no-check",
        "--adapt", "--adapt=min=1,max=4", "-B1M -T2", "--target-compressed-block-size=2000", "--zstd=wlog=18,strat=3",
        "--no-content-size", "--stream-size=6291456", "--size-hint=6000000", "--single-thread", "-D dict",
        "--patch-from=old", "--no-compress-literals", "--row-match-finder -5",
    ]
    for words in options:
        words = words.split()
        reading = [word for word in words if word.startswith("--patch-from")]
        reading += ["-D", "dict"] if "-D" in words else []
        for writer, reader in [(zstdkit, "zstd"), ("zstd", zstdkit)]:
            run(writer, "-q", "-f", *words, "a", "-o", "a.zst", cwd=folder)
            back = run(reader, "-d", "-c", "--long=31", *reading, "a.zst", cwd=folder).stdout
            assert back == data, f"{reader} reads what {writer} {words} wrote differently"
    for name, args in [("unzstd", ["-c"]), ("zstdcat", []), ("zcat", [])]:
        link = folder / name
        link.symlink_to(zstdkit)
        run(zstdkit, "-q", "-f", "a", cwd=folder)
        assert run(link, *args, "a.zst", cwd=folder).stdout == data, name
    (folder / "zstdmt").symlink_to(zstdkit)
    run(folder / "zstdmt", "-q", "-f", "a", cwd=folder)
    environment = {**os.environ, "ZSTD_CLEVEL": "19", "ZSTD_NBTHREADS": "2"}
    by_environment = run(zstdkit, "-c", "a", cwd=folder, env=environment).stdout
    assert by_environment == run(zstdkit, "-c", "-19", "-T2", "a", cwd=folder).stdout
    assert by_environment != run(zstdkit, "-c", "-19", "-T1", "a", cwd=folder).stdout


def tar(zstdkit, folder):
    (folder / "in").mkdir()
    for name in ["a", "b c", "d\n e"]:
        (folder / "in" / name).write_bytes(sample(MIB))
    for suffix in ["tar.zst", "tzst"]:
        archive = folder / f"x.{suffix}"
        run("tar", "-I", zstdkit, "-cf", archive, "-C", folder, "in")
        for program in [zstdkit, "zstd"]:
            out = folder / f"out-{suffix}-{pathlib.Path(program).name}"
            out.mkdir()
            run("tar", "-I", program, "-xf", archive, "-C", out)
            run("diff", "-r", folder / "in", out / "in")
    run(zstdkit, "-d", "-q", folder / "x.tzst")
    assert (folder / "x.tar").is_file(), "x.tzst holds x.tar"
    piped = subprocess.run(
        f"tar -cf - -C '{folder}' in | '{zstdkit}' -T2 | '{zstdkit}' -dc | tar -tf - | wc -l",
        shell=True, capture_output=True, check=True,
    )
    assert int(piped.stdout) == 4, piped


def odd_files(zstdkit, folder):
    names = [b"-q", b"--", b"two\nlines", b"\xff\xfe", "caf\u00e9 \u202etxt".encode(), b" ", b"x" * 240]
    for name in names:
        path = os.fsencode(folder) + b"/" + name
        with open(path, "wb") as file:
            file.write(b"content")
        done = subprocess.run([zstdkit, "compress", "--rm", "--", path], capture_output=True, check=False)
        assert done.returncode == 0 and b"\n" not in done.stderr.rstrip(b"\n"), done
        assert b"\xe2\x80\xae" not in done.stderr, done
        subprocess.run([zstdkit, "-d", "-q", "--rm", "--", path + b".zst"], check=True)
        with open(path, "rb") as file:
            assert file.read() == b"content"
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    writer = subprocess.Popen(["sh", "-c", 'cat "$0" > "$1"', folder / "-q", fifo])
    assert run("zstd", "-dc", input=run(zstdkit, "-c", fifo).stdout).stdout == b"content"
    writer.wait()
    run(zstdkit, "compress", folder, status=1)
    sparse = folder / "sparse"
    with open(sparse, "wb") as file:
        file.truncate(64 * MIB)
        file.write(b"begin")
    run(zstdkit, "-q", sparse)
    run(zstdkit, "-d", "-q", f"{sparse}.zst", "-o", folder / "back")
    assert (folder / "back").stat().st_size == 64 * MIB
    assert (folder / "back").stat().st_blocks * 512 < MIB, "holes stay holes"


def refused_niceties(zstdkit, folder):
    """Where mode, time, owner or a rename are refused, the data lands all the same."""
    (folder / "a").write_bytes(sample(3 * MIB))
    (folder / "a").chmod(0o640)
    if has("strace", "refused calls"):
        calls = ["fchmod", "utimensat", "fchown", "linkat", "renameat2", "openat:O_TMPFILE"]
        for call in calls:
            inject = f"inject={call}:error=EPERM" if ":" not in call else "inject=linkat:error=EOPNOTSUPP"
            for out in ["a.zst"]:
                (folder / out).unlink(missing_ok=True)
                done = run("strace", "-f", "-o", "/dev/null", "-e", inject, zstdkit, "compress", "a", cwd=folder, status=None)
                if b"strace:" in done.stderr:
                    print(f"skipped: refused {call}: {done.stderr.decode().strip()}")
                    continue
                assert done.returncode == 0, (call, done.stderr)
                run("zstd", "-q", "-t", out, cwd=folder)
    if os.geteuid() == 0 and has("bindfs", "a file system that refuses"):
        below, there = folder / "below", folder / "there"
        below.mkdir()
        there.mkdir()
        options = ["--chmod-deny", "--chown-deny", "--chgrp-deny"]
        if run("bindfs", *options, below, there, status=None).returncode != 0:
            print("skipped: a file system that refuses, for it can't be mounted here")
            return
        try:
            (there / "a").write_bytes(sample(3 * MIB))
            run(zstdkit, "compress", there / "a")
            run("zstd", "-q", "-t", there / "a.zst")
            assert sorted(path.name for path in there.iterdir()) == ["a", "a.zst"]
        finally:
            run("umount", there)


def full_disk(zstdkit, folder):
    disk = folder / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or run("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk, status=None).returncode != 0:
        print("skipped: a full disk, for none can be mounted here")
        return
    try:
        (folder / "a").write_bytes(random.Random(1).randbytes(4 * MIB))
        done = run(zstdkit, "compress", "a", "-o", "disk/a.zst", cwd=folder, status=1)
        assert b"disk/a.zst" in done.stderr and b"write" in done.stderr, done.stderr
        assert not list(disk.iterdir())
        run("mount", "-o", "remount,ro", disk)
        done = run(zstdkit, "compress", "a", "-o", "disk/a.zst", cwd=folder, status=1)
        assert b"Read-only" in done.stderr, done.stderr
    finally:
        run("umount", disk)


def killed(zstdkit, folder, times=300):
    """Whenever it's killed, there is a whole file or none."""
    data = sample(2 * MIB)
    (folder / "a").write_bytes(data)
    start = time.monotonic()
    run(zstdkit, "-q", "-9", "a", "-o", "whole.zst", cwd=folder)
    longest = 1.2 * (time.monotonic() - start)
    rng, done = random.Random(3), 0
    for _ in range(times):
        (folder / "a.zst").unlink(missing_ok=True)
        child = subprocess.Popen([zstdkit, "-q", "-9", "a"], cwd=folder)
        try:
            child.wait(rng.uniform(0, longest))
        except subprocess.TimeoutExpired:
            child.send_signal(rng.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP]))
            child.wait()
        names = sorted(path.name for path in folder.iterdir())
        assert names in (["a", "whole.zst"], ["a", "a.zst", "whole.zst"]), names
        if "a.zst" in names:
            done += 1
            assert (folder / "a.zst").read_bytes() == (folder / "whole.zst").read_bytes()
    print(f"killed {times} times, {done} of them too late")


def memory(zstdkit, folder):
    """1000 MiB in the memory that zstd takes, and 8 MiB."""
    if not has("time", "the memory of each mode"):
        return
    piece = sample(50 * MIB)
    with open(folder / "big", "wb") as file:
        for turn in range(20):
            file.write(piece[turn * 1000 :] + piece[: turn * 1000])
    run("zstd", "-q", "-3", "-T2", "big", cwd=folder)
    modes = [
        (["-3", "big", "-o", "out"], None), (["-3", "-T2", "big", "-o", "out"], None), (["-d", "big.zst", "-o", "out"], None),
        (["-t", "big.zst"], None), (["-l", "big.zst"], None), (["-b3", "-i1", "big"], None),
        (["-d", "-T2", "big.zst", "-o", "out"], None), (["-3", "-c", "-"], "big"), (["-dc", "-"], "big.zst"),
    ]
    for words, stdin in modes:
        most = []
        for program in [zstdkit, "zstd"]:
            (folder / "out").unlink(missing_ok=True)
            # What is started from here counts this process's memory as its own; from `time`, it doesn't.
            command = ["time", "-q", "-o", folder / "time", "-f", "%M", program, *words]
            with open(folder / stdin if stdin else os.devnull, "rb") as source:
                subprocess.run(command, cwd=folder, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            most.append(int((folder / "time").read_text()) / 1024)
        print(f"{' '.join(words):<32} {most[0]:7.1f} MiB, zstd {most[1]:7.1f} MiB")
        assert most[0] <= most[1] + 8, words
    for words in ["-q -f -3 big -o out", "train -f --chunk 4096 big -o out", "bench --seconds 1 big"]:
        run("sh", "-c", f'ulimit -v 700000; exec "$0" {words}', zstdkit, cwd=folder)
    with open(folder / "sparse", "wb") as file:
        file.truncate(2048 * MIB)
    run(zstdkit, "-q", "-f", "sparse", cwd=folder)
    run(zstdkit, "-q", "-d", "-f", "sparse.zst", "-o", "out", cwd=folder)
    assert (folder / "out").stat().st_size == 2048 * MIB and (folder / "out").stat().st_blocks * 512 < MIB


def main():
    zstdkit, *more = sys.argv[1:]
    zstdkit = str(pathlib.Path(zstdkit).resolve())
    works = [table_of_options, both_ways, tar, odd_files, refused_niceties, full_disk, killed]
    works += [memory] if "--large" in more else []
    chosen = [name for name in more if not name.startswith("--")]
    for work in works:
        if chosen and work.__name__ not in chosen:
            continue
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            work(zstdkit, pathlib.Path(folder))
        print(f"ok: {work.__name__}", flush=True)


if __name__ == "__main__":
    main()
