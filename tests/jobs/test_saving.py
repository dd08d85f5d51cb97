"""Saving, and what it would lose, as work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.errors import Cancelled, PictureWriteError
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.jobs.saving import Lost, losing, saving
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.losses import losses
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.tally import tally

EDGES = Pipeline((Convolution(Kernel(((-1, 0, 1),) * 3, 1)),))
PICTURE = Picture(np.random.default_rng(2).integers(0, 256, (300, 700, 1), np.uint8))


def looked(output: Output, known=None) -> list[Lost]:
    """What was published, and then what was returned."""
    told: list[Lost] = []
    told.append(losing(EDGES, PICTURE, output, known)(CancelToken(), told.append))
    return told


def test_first_what_is_known_at_once_then_what_is_counted() -> None:
    told = looked(Output("JPEG"))
    assert told[0].counted is None
    assert [loss.share for loss in told[0].losses] == [None]
    assert not any(lost.exact for lost in told[:-1])
    assert told[-1].exact
    exact = tally(EDGES, PICTURE, Output("JPEG"))
    assert told[-1].losses == losses(EDGES, PICTURE, Output("JPEG"), exact)
    negative = told[-1].losses[0]
    assert negative.text == "Negative values clipped"
    assert 0.4 < negative.share < 0.5


def test_what_was_counted_so_far_only_grows_and_is_not_told_too_often() -> None:
    shares = [lost.counted.share for lost in looked(Output()) if lost.counted is not None]
    assert shares == sorted(shares)
    assert len(shares) <= 21


def test_what_is_known_is_not_counted_again() -> None:
    (first,) = looked(Output("TIFF"), looked(Output())[-1].counted)
    assert first.exact
    assert first.losses == looked(Output("TIFF"))[-1].losses


def test_a_map_that_the_format_cannot_hold_is_told_at_once() -> None:
    wide = Picture(np.zeros((1, 70_000, 1), np.uint8))
    work = losing(EDGES, wide, Output("JPEG"))
    with pytest.raises(PictureWriteError, match="JPEG"):
        work(CancelToken(), lambda _lost: None)


def test_looking_can_be_called_off() -> None:
    token = CancelToken()

    def publish(_lost: object) -> None:
        token.cancel()

    with pytest.raises(Cancelled):
        losing(EDGES, PICTURE, Output())(token, publish)


def test_saving_tells_how_far_it_is_and_writes_the_file(tmp_path: Path) -> None:
    shares: list[float] = []
    path = tmp_path / "map.png"
    saved = saving(EDGES, PICTURE, path, Output(depth="16"))(CancelToken(), shares.append)
    assert saved.path == path
    assert shares[-1] == 1
    with Image.open(path) as image:
        assert image.size == (700, 300)
        assert image.mode == "I;16"


def test_a_save_that_is_called_off_leaves_the_old_file(tmp_path: Path) -> None:
    path, token = tmp_path / "map.png", CancelToken()
    path.write_bytes(b"old")
    with pytest.raises(Cancelled):
        saving(EDGES, PICTURE, path, Output())(token, lambda _share: token.cancel())
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["map.png"]
