"""What a batch is given: words and their order, standard input, names of all kinds."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_names_of_pictures_come_from_standard_input(batch, pipeline_file, photos, monkeypatch):
    text = f"{photos}/a.png\n\n{photos}/c.png\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert batch(pipeline_file, "-") == 0
    assert _names(photos.parent / "out") == ["a-sobel-y.png", "c-sobel-y.png"]


class _Endless(io.RawIOBase):
    """As of ``yes name``: it has no end, and counts what is taken."""

    def __init__(self, line: bytes) -> None:
        self.line, self.taken = line, 0

    def readable(self) -> bool:
        return True

    def readinto(self, room: bytearray) -> int:
        count = len(room)
        room[:] = (self.line * (count // len(self.line) + 1))[:count]
        self.taken += count
        assert self.taken < 64 << 20
        return count


@pytest.mark.parametrize("line", [b"/tmp/nofile\n", b"/tmp/no" + b"x" * 200_000 + b"\n", b"x"])
def test_standard_input_without_an_end_is_refused(
    batch, pipeline_file, monkeypatch, capsys, line: bytes
) -> None:
    endless = io.TextIOWrapper(io.BufferedReader(_Endless(line)))
    monkeypatch.setattr(sys, "stdin", endless)
    assert batch(pipeline_file, "-") == 1
    assert capsys.readouterr().err == (
        "convstudio: Standard input names more than 100,000 pictures, or has over 16 MiB of names. "
        "Name the pictures' folder, or a pattern, instead.\n"
    )


def test_names_in_standard_input_may_be_any_bytes(batch, pipeline_file, photos, monkeypatch):
    # A line separator, which parts no lines here, and a byte that is no text.
    odd = os.fsencode(photos) + b"/\xff\xe2\x80\xa8.png"
    (photos / "a.png").rename(os.fsdecode(odd))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(odd)))
    assert batch(pipeline_file, "-", "--name", "{number}.png") == 0


def test_with_a_kernel_by_an_option_all_words_are_inputs(batch, photos, tmp_path) -> None:
    assert batch(photos, "-k", "sobel-x", "-q") == 0
    assert batch("--kernel-text", "1 2 1", photos / "a.png", photos / "b.png", "-q") == 0
    assert _names(tmp_path / "out")[:2] == ["a-custom.png", "a-sobel-x.png"]


def test_a_pipeline_by_an_option_makes_all_words_inputs(batch, pipeline_file, photos, tmp_path):
    assert batch(photos, "--pipeline", pipeline_file, "-q") == 0
    assert _names(tmp_path / "out") == ["a-sobel-y.png", "b-sobel-y.png", "c-sobel-y.png"]


def test_a_pipeline_file_before_the_inputs_has_its_kernel_changed(
    batch, pipeline_file, photos, tmp_path
) -> None:
    assert batch(pipeline_file, photos / "a.png", "-k", "sobel-x", "-q") == 0
    assert _names(tmp_path / "out") == ["a-sobel-x.png"]


def test_without_inputs_it_says_what_the_only_word_was_taken_for(batch, photos, capsys) -> None:
    with pytest.raises(SystemExit):
        batch(photos)
    told = capsys.readouterr().err
    assert f"are required: INPUT (“{photos}” is taken for the pipeline)" in told


def test_names_that_move_the_cursor_are_only_shown(batch, pipeline_file, photos, capsys) -> None:
    (photos / "a.png").rename(photos / "\x1b[2Ja\nb.png")
    (photos / "b.png").write_text("no picture")
    (photos / "b.png").rename(photos / "\x1b[31mred\r.png")
    assert batch(pipeline_file, photos, "-n") == 0
    assert batch(pipeline_file, photos) == 1
    out, err = capsys.readouterr()
    assert r"\x1b[2Ja\nb.png → " in out
    assert r"\x1b[2Ja\nb.png → \x1b[2Ja\nb-sobel-y.png" in err
    assert r"\x1b[31mred\r.png" in err
    assert "\x1b" not in out + err
    assert "\r" not in out + err


def test_a_file_of_ones_own_is_not_replaced_by_resuming(batch, pipeline_file, photos, tmp_path):
    own = tmp_path / "out" / "a-sobel-y.png"
    own.parent.mkdir()
    own.write_bytes(b"mine")
    assert batch(pipeline_file, photos, "--resume") == 1
    assert own.read_bytes() == b"mine"
