"""The types that are published."""

import ast
import importlib.util
import inspect
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

import zstdkit

HERE = Path(__file__).resolve().parents[1]
MODULES = ["zstdkit", "zstdkit.arrow", "zstdkit.buffers", "zstdkit.pyzstd", "zstdkit.zstd"]


@pytest.mark.parametrize("name", MODULES)
def test_stubs_name_what_there_is(name):
    module = importlib.import_module(name)
    stub = Path(module.__file__).with_suffix(".pyi").read_text()
    named = re.findall(
        r"^(?:class|def) (\w+)|^(\w+)(?::| =)|(?:import| {4})\s*(\w+) as \3,?$", stub, re.MULTILINE
    )
    named = {a or b or c for a, b, c in named}
    assert set(getattr(module, "__all__", ["compress", "decompress"])) <= named
    assert {name for name in named if not name.startswith("_")} <= set(dir(module))


def members(name, stub):
    """What stubs say that classes have, those that they stand on included."""
    found = set()
    for node in ast.walk(ast.parse(stub)):
        if isinstance(node, ast.ClassDef) and node.name == name:
            for item in node.body:
                found |= {getattr(item, "name", None), getattr(getattr(item, "target", None), "id", None)}
                found |= {target.id for target in getattr(item, "targets", [])}
    return found


@pytest.mark.parametrize("name", MODULES)
def test_stubs_name_every_member(name):
    module = importlib.import_module(name)
    stub = Path(module.__file__).with_suffix(".pyi").read_text()
    base = Path(zstdkit.__file__).with_suffix(".pyi").read_text()
    common = {name for kind in (Exception, io.RawIOBase, io.BufferedIOBase, tuple, int) for name in dir(kind)}
    for node in ast.parse(stub).body:
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
            continue
        kind = getattr(module, node.name)
        there = {name for name in dir(kind) if not name.startswith("_")} - common
        said = members(node.name, stub) | members(node.name, base)
        if issubclass(kind, zstdkit.ZstdDict):
            said |= members("ZstdDict", base)
        if issubclass(kind, zstdkit.ZstdFile):
            said |= members("ZstdFile", base)
        assert there <= said, node.name
        own = members(node.name, stub) - {None}
        assert all(hasattr(kind, name) for name in own if not name.startswith("__")), node.name


def test_signatures_say_the_defaults():
    def defaults(function):
        parameters = inspect.signature(function).parameters.values()
        return {it.name: it.default for it in parameters if it.default is not it.empty}

    assert defaults(zstdkit.compress) == {"level_or_option": None, "zstd_dict": None}
    assert defaults(zstdkit.train_dict)["dict_size"] == 100 * 1024
    compressor, decompressor = zstdkit.ZstdCompressor, zstdkit.ZstdDecompressor
    assert defaults(compressor.compress) == {"end_directive": zstdkit.EndDirective.CONTINUE, "mode": None}
    assert defaults(compressor.flush) == {"end_frame": True, "mode": None}
    for kind in (decompressor, zstdkit.EndlessZstdDecompressor, zstdkit.ZstdFrameDecompressor):
        assert defaults(kind.decompress) == {"max_length": -1}


#: Engines whose functions, and pyarrow's, say nothing of types.
UNTYPED = {"dask", "ray", "pyspark"}


@pytest.fixture
def examples(tmp_path):
    """Files of all that is shown, and of what is said of types."""
    readme = (HERE / "README.md").read_text()
    for number, example in enumerate(re.findall(r"```python\n(.*?)```", readme, re.DOTALL)):
        (tmp_path / f"example_{number}.py").write_text(example)
    (tmp_path / "typing_cases.py").write_text((HERE / "tests" / "typing_cases.py").read_text())
    for path in HERE.glob("examples/*.py"):
        needed = re.search(r"^pip install \"?(\w+)", path.read_text(), re.MULTILINE)
        if needed and needed[1] in UNTYPED:
            continue
        if needed is None or importlib.util.find_spec(needed[1]):
            (tmp_path / path.name).write_text(path.read_text())
    return tmp_path


def check(command, where):
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=where)
    assert not done.returncode, done.stdout + done.stderr


def test_mypy(examples):
    pytest.importorskip("mypy")
    files = sorted(path.name for path in examples.glob("*.py"))
    check(["mypy", "--strict", "--cache-dir", "cache", *files], examples)


def test_pyright(examples):
    pytest.importorskip("pyright")
    (examples / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    check(["pyright", "--pythonpath", sys.executable], examples)
