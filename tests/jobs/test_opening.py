"""The work of opening: what it returns, tells and refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.errors import Cancelled, PictureReadError
from convstudio.imaging.picture import Picture
from convstudio.jobs.background import Progress
from convstudio.jobs.opening import Opened, Previewed, Several, opening, previewing, taking
from convstudio.numerics.tiles import CancelToken


def nothing(_value: object) -> None:
    pass


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Three pages, of 10, 20 and 30 everywhere."""
    pages = [Image.new("L", (8, 6), value) for value in (10, 20, 30)]
    pages[0].save(tmp_path / "stack.tif", save_all=True, append_images=pages[1:])
    return tmp_path / "stack.tif"


def test_a_picture_is_read_with_what_its_file_holds(tmp_path: Path) -> None:
    Image.new("RGB", (8, 6), (1, 2, 3)).save(tmp_path / "one.png")
    opened = opening(tmp_path / "one.png")(CancelToken(), nothing)
    assert isinstance(opened, Opened)
    assert opened.picture.pixels[0, 0].tolist() == [1, 2, 3]
    assert opened.facts == ("one.png", "8 × 6", "8-bit RGB")
    assert opened.pyramid.size == (6, 8)
    assert opened.contents is not None
    assert not opened.contents.has_choice


def test_of_several_pages_none_is_taken_unasked(stack: Path) -> None:
    several = opening(stack)(CancelToken(), nothing)
    assert isinstance(several, Several)
    assert [part.name for part in several.contents.parts] == ["1", "2", "3"]


def test_without_asking_it_is_the_first(stack: Path) -> None:
    opened = opening(stack, ask=False)(CancelToken(), nothing)
    assert isinstance(opened, Opened)
    assert (opened.picture.part, opened.picture.pixels[0, 0, 0]) == ("1", 10)


def test_the_page_that_is_named_is_read(stack: Path) -> None:
    opened = opening(stack, "3")(CancelToken(), nothing)
    assert isinstance(opened, Opened)
    assert (opened.picture.part, opened.picture.pixels[0, 0, 0]) == ("3", 30)


def test_a_page_that_is_not_there_is_refused(stack: Path) -> None:
    with pytest.raises(PictureReadError, match="no page “4”"):
        opening(stack, "4")(CancelToken(), nothing)


def test_the_share_that_is_read_is_told(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1500, 1500, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "large.bmp")
    told: list[object] = []
    opening(tmp_path / "large.bmp")(CancelToken(), told.append)
    shares = [progress.share for progress in told if isinstance(progress, Progress)]
    assert len(shares) == len(told) > 3
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 0.8
    assert told[0].what == "Opening large.bmp"


def test_it_can_be_called_off(tmp_path: Path) -> None:
    Image.new("L", (800, 800)).save(tmp_path / "a.png")
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        opening(tmp_path / "a.png")(token, nothing)


def test_what_comes_from_no_file_has_no_contents() -> None:
    picture = Picture(np.full((4, 5, 1), 7, np.uint8))
    opened = taking(lambda _cancel: picture)(CancelToken(), nothing)
    assert isinstance(opened, Opened)
    assert opened.picture is picture
    assert opened.contents is None
    assert opened.facts == ("untitled", "5 × 4", "8-bit gray")


def test_a_preview_is_small_and_of_the_part(stack: Path) -> None:
    previewed = previewing(stack, 4, "2")(CancelToken(), nothing)
    assert isinstance(previewed, Previewed)
    assert max(previewed.pixels.shape[:2]) <= 4
    assert (previewed.pixels[..., 0] == 20).all()


def test_a_preview_of_no_part_tells_what_there_is(stack: Path) -> None:
    told: list[object] = []
    previewed = previewing(stack, 4)(CancelToken(), told.append)
    assert (previewed.pixels[..., 0] == 10).all()
    assert [len(contents.parts) for contents in told] == [3]


def test_what_a_file_holds_is_looked_up_once(stack: Path, monkeypatch) -> None:
    first = opening(stack, "1")(CancelToken(), nothing)
    assert isinstance(first, Opened)
    monkeypatch.delattr("convstudio.jobs.opening.contents_of")
    second = opening(stack, "2", known=first.contents)(CancelToken(), nothing)
    assert isinstance(second, Opened)
    assert second.contents is first.contents
    assert second.picture.pixels[0, 0, 0] == 20


def test_a_long_table_opens_whole_and_its_columns_are_offered(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("time;heat\n" + "\n".join(f"{n};{n % 3}" for n in range(40)))
    opened = opening(path)(CancelToken(), lambda _told: None)
    assert isinstance(opened, Opened)
    assert opened.picture.pixels.shape == (40, 2, 1)
    column = opening(path, "column 2", known=opened.contents)(CancelToken(), lambda _told: None)
    assert isinstance(column, Opened)
    assert column.facts == ("log.csv", "40 samples", "8-bit")
