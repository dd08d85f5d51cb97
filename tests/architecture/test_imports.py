"""Imports point down only, and what needs no window loads no Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from convstudio.paths import sample_picture


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


APPLY = f"""
from convstudio.cli import main
main(["apply", {str(sample_picture("camera.png"))!r}, "-k", "sobel-x", "-o", "out.png"])
"""


OTHERS = """
from convstudio.cli import main
main(["kernels", "list"])
main(["kernels", "convert", "sobel-x", "--code", "numpy"])
main(["completion", "bash"])
main(["doctor"])
"""


@pytest.mark.parametrize("program", ["import convstudio; convstudio.conv2d", APPLY, OTHERS])
def test_what_needs_no_window_loads_no_qt(program: str, tmp_path: Path) -> None:
    check = "\nimport sys; print([name for name in sys.modules if 'PySide' in name])"
    done = subprocess.run(
        [sys.executable, "-c", program + check],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_public_api_loads_numpy_alone() -> None:
    check = "import convstudio, sys; print({'numpy'} & set(sys.modules)); "
    check += "[getattr(convstudio, name) for name in convstudio.__all__]; "
    check += "print({'PIL', 'msgspec', 'tifffile'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["set()", "set()"]
