"""All maps of a layer in one file, held against the maps one by one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

from convstudio.errors import Cancelled, PictureWriteError
from convstudio.imaging.levels import LEVELS
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop_to, saved_samples
from convstudio.pipeline.pipeline import Activation, Bank, Filter, Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.saving_maps import save_maps
from convstudio.pipeline.storage.stamp import pipeline_in
from tests.pipeline.saved import picture_of, with_metadata

_FILTERS = tuple(
    Filter((Kernel(((index, 1.0), (-2.0, 0.5))),), name=f"Filter {index}") for index in range(11)
)
_NET = Pipeline((Bank(_FILTERS), Activation()))
_EACH = Pipeline((Bank(_FILTERS[:3], channels="each"),))


def _one(pipeline: Pipeline, picture: Picture, index: int, output: Output) -> np.ndarray:
    """A map as it would be saved alone."""
    one = replace(pipeline, map=index)
    size = one.output_size((picture.height, picture.width))
    levels = LEVELS[output.depth]
    pixels = np.empty((*size, saved_samples(one, picture, raw=output.raw)), levels.dtype)

    def put(part, span) -> None:
        pixels[span.slices] = part

    develop_to(put, one, picture, levels, raw=output.raw)
    return pixels


@pytest.mark.parametrize("pipeline", [_NET, _EACH])
@pytest.mark.parametrize("depth", ["8", "16", "float"])
@pytest.mark.parametrize("ending", ["npz", "tif"])
def test_each_map_is_what_it_would_be_alone(tmp_path, pipeline, depth, ending) -> None:
    picture = picture_of(3, True, "u1")
    for raw in (True, False):
        output = Output("TIFF", depth, raw)
        path = tmp_path / f"maps.{ending}"
        saved = save_maps(pipeline, picture, path, output)
        assert saved.path == path
        if ending == "npz":
            arrays = np.load(path)
            found = [arrays[name] for name in arrays.files]
        else:
            with tifffile.TiffFile(path) as file:
                found = [page.asarray() for page in file.pages]
        assert len(found) == (11 if pipeline is _NET else 3)
        for index, pixels in enumerate(found):
            wanted = _one(pipeline, picture, index, output)
            np.testing.assert_array_equal(pixels.reshape(wanted.shape), wanted)


def test_one_array_of_raw_numbers_is_what_is_rendered(tmp_path: Path) -> None:
    picture = picture_of(3, True, "u1")
    path = tmp_path / "maps.npy"
    saved = save_maps(_NET, picture, path, Output("NPY", "float", raw=True))
    whole = render(_NET, picture, Region(0, 0, picture.height, picture.width)).values
    np.testing.assert_array_equal(np.load(path), whole)
    assert "Alpha is left out: the array holds the maps alone." in saved.losses
    save_maps(_EACH, picture, path, Output("NPY", "float", raw=True))
    whole = render(_EACH, picture, Region(0, 0, picture.height, picture.width)).values
    np.testing.assert_array_equal(np.load(path), whole.reshape(*whole.shape[:2], 3, 3))


def test_one_array_as_shown(tmp_path: Path) -> None:
    picture, output = picture_of(1, False, "u2"), Output("NPY", "8")
    toned = replace(_NET, tone=Tone("minmax"))
    path = tmp_path / "maps.npy"
    save_maps(toned, picture, path, output)
    found = np.load(path)
    assert found.shape == (picture.height, picture.width, 11)
    for index in (0, 10):
        np.testing.assert_array_equal(
            found[..., index], _one(toned, picture, index, output)[..., 0]
        )


def test_pages_have_names_and_the_first_tells_what_made_them(tmp_path: Path) -> None:
    path = tmp_path / "maps.tif"
    save_maps(replace(_NET, map=3), with_metadata(), path, Output("TIFF", "16"))
    assert pipeline_in(path) == _NET
    with tifffile.TiffFile(path) as file:
        names = [page.tags["PageName"].value for page in file.pages]
        assert [700 in page.tags for page in file.pages] == [True] + 10 * [False]
    assert names[3] == "04-filter-3"
    assert read_picture(path, "4").pixels.shape[2] == 1


def test_the_arrays_are_named_by_number_and_filter(tmp_path: Path) -> None:
    path = tmp_path / "maps.npz"
    save_maps(_NET, picture_of(1, False, "u1"), path, Output("NPY", "8"))
    assert np.load(path).files == [f"{index + 1:02}-filter-{index}" for index in range(11)]


def test_what_holds_one_picture_holds_not_several(tmp_path: Path) -> None:
    with pytest.raises(PictureWriteError, match=r"can hold one map, and there are 11.*\.npz"):
        save_maps(_NET, picture_of(1, False, "u1"), tmp_path / "maps.png", Output())


@pytest.mark.parametrize("ending", ["npy", "npz", "tif"])
def test_called_off_what_was_there_stays(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"maps.{ending}"
    path.write_text("before")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        save_maps(_NET, picture_of(1, False, "u1"), path, Output("TIFF"), cancel)
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_progress_goes_from_the_first_map_to_the_last(tmp_path: Path) -> None:
    told: list[float] = []
    picture = picture_of(1, False, "u1")
    save_maps(_NET, picture, tmp_path / "maps.npz", Output("NPY", "8"), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
