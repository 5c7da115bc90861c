"""The types that are published."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import zstdkit
import zstdkit.buffers

HERE = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("module", [zstdkit, zstdkit.buffers])
def test_stubs_name_what_there_is(module):
    stub = Path(module.__file__).with_suffix(".pyi").read_text()
    named = set(re.findall(r"^(?:class|def) (\w+)|^(\w+)(?::| =)|import (\w+) as \3$", stub, re.MULTILINE))
    named = {a or b or c for a, b, c in named}
    assert set(module.__all__) <= named
    assert {name for name in named if not name.startswith("_")} <= set(dir(module))


def test_examples_are_typed(tmp_path):
    pytest.importorskip("mypy")
    readme = (HERE / "README.md").read_text()
    for number, example in enumerate(re.findall(r"```python\n(.*?)```", readme, re.DOTALL)):
        (tmp_path / f"example_{number}.py").write_text(example)
    files = sorted(map(str, tmp_path.glob("*.py")))
    mypy = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run([*mypy, *files], capture_output=True, text=True, cwd=tmp_path)
    assert not done.returncode, done.stdout + done.stderr
