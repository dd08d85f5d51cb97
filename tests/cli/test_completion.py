"""``convstudio completion``: what a shell offers, asked of the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from convstudio.cli import main
from convstudio.cli.commands import COMMANDS
from convstudio.numerics.borders import BORDER_MODES

_BASH = """
source "$1"; shift
COMP_WORDS=(convstudio "$@"); COMP_CWORD=$#; COMPREPLY=()
_shtab_convstudio
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def script(tmp_path: Path, capsys):
    """Writes the script of a shell and says where."""

    def write(shell: str) -> Path:
        assert main(["completion", shell]) == 0
        path = tmp_path / f"convstudio.{shell}"
        path.write_text(capsys.readouterr().out)
        return path

    return write


def _offered(script: Path, *words: str, own: Path | None = None) -> set[str]:
    """What bash offers for the last of the words."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    env = {**os.environ, "PATH": path, "XDG_DATA_HOME": str(own or script.parent)}
    done = subprocess.run(
        ["bash", "--norc", "-c", _BASH, "bash", str(script), *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=script.parent,
        env=env,
    )
    assert done.stderr == ""
    return set(done.stdout.splitlines()) - {""}


pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def test_bash_offers_commands_and_pictures_first(script) -> None:
    path = script("bash")
    (path.parent / "photo.png").touch()
    offered = _offered(path, "")
    assert set(COMMANDS) | {"photo.png"} <= offered
    assert _offered(path, "app") == {"apply"}
    assert _offered(path, "kernels", "") >= {"list", "show", "convert"}


def test_bash_offers_options_and_their_words(script) -> None:
    path = script("bash")
    assert _offered(path, "apply", "a.png", "--bord") == {"--border", "--border-value"}
    assert _offered(path, "apply", "a.png", "--border", "") == set(BORDER_MODES)
    assert _offered(path, "apply", "a.png", "--format", "t") == {"tiff"}
    assert _offered(path, "apply", "a.png", "--depth", "") == {"8", "16", "float"}
    assert _offered(path, "kernels", "convert", "sobel-x", "--to", "im") == {
        "imagemagick",
        "imagej",
    }
    assert _offered(path, "completion", "") >= {"bash", "zsh", "fish"}


def test_bash_offers_kernels_ones_own_too_and_files(script, tmp_path: Path) -> None:
    path = script("bash")
    kernels = tmp_path / "data" / "convstudio" / "kernels"
    kernels.mkdir(parents=True)
    text = '{"name": "so", "description": "", "source": "", "weights": [[1]]}'
    (kernels / "sobel of mine.json").write_text(text)
    (tmp_path / "sobel.json").touch()
    offered = _offered(path, "apply", "a.png", "-k", "sobel", own=tmp_path / "data")
    assert {"sobel-x", "sobel-5-y", "sobel.json"} <= offered
    assert _offered(path, "kernels", "show", "own/", own=tmp_path / "data") == {"own/sobel of mine"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_and_option_is_in_the_script(script, shell: str) -> None:
    text = script(shell).read_text()
    for name in COMMANDS:
        assert name in text
    for option in ("border-value", "kernel-text", "percentiles", "screenshot"):
        assert option in text
    assert "kernels list --names" in text


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_shell_itself_reads_the_script(script, shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run(
        [program, "-n", str(script(shell))], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_another_shell_is_wrong_usage(capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["completion", "cmd"])
    assert caught.value.code == 2
    assert "invalid choice: 'cmd'" in capsys.readouterr().err
