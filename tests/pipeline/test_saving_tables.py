"""Feature maps as tables: the numbers of one channel, read again as they were, or a refusal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convstudio.errors import PictureWriteError
from convstudio.imaging.levels import LEVELS
from convstudio.imaging.output import DEPTHS, Depth, Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_bytes, read_picture
from convstudio.imaging.tone import Tone
from convstudio.imaging.writing import write_picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.pipeline import Bank, Convolution, Filter, Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.saving import save_map
from convstudio.pipeline.saving_maps import save_maps
from tests.pipeline.saved import SOBEL, THIRDS, picture_of, read_samples, saved, with_metadata

_RAW = Output("CSV", "float", raw=True)
_IDENTITY = Pipeline((Convolution(Kernel(((1,),))),))
_MEAN = Pipeline((Convolution(Kernel(((1, 1, 1),), 3)),))


@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
@pytest.mark.parametrize("depth", DEPTHS)
def test_raw_is_the_map_itself(tmp_path: Path, dtype: str, depth: Depth) -> None:
    picture, pipeline = picture_of(1, False, dtype), Pipeline((Convolution(THIRDS),))
    values = render(pipeline, picture, Region(0, 0, 61, 47)).values
    path = saved(pipeline, picture, tmp_path, Output("CSV", depth, raw=True))
    if depth != "float":
        values = np.rint(np.clip(values, 0, LEVELS[depth].white))
    np.testing.assert_array_equal(read_samples(path).astype("f4"), values)
    np.testing.assert_array_equal(read_picture(path).pixels.astype("f4"), values)


@pytest.mark.parametrize("depth", DEPTHS)
def test_as_shown_are_the_samples_of_a_tiff(tmp_path: Path, depth: Depth) -> None:
    picture = picture_of(1, False, "u1")
    pipeline = Pipeline((Convolution(THIRDS),), Tone("minmax"))
    found = []
    for format_ in ("TIFF", "CSV"):
        (tmp_path / format_).mkdir()
        path = saved(pipeline, picture, tmp_path / format_, Output(format_, depth))
        found.append(read_samples(path))
    np.testing.assert_array_equal(found[1].astype(found[0].dtype), found[0])


def test_negatives_nan_and_infinities_stay(tmp_path: Path) -> None:
    strange = np.array([[-2.5, 0, 1, 7], [np.nan, np.inf, -np.inf, 0.25]], "f4")[..., np.newaxis]
    path = saved(_IDENTITY, Picture(strange.copy()), tmp_path, _RAW)
    assert path.read_text() == "-2.5,0,1,7\nnan,inf,-inf,0.25\n"
    np.testing.assert_array_equal(read_picture(path).pixels, strange)


@pytest.mark.parametrize(
    ("text", "part", "mean"),
    [
        ("3\n6\n-9\n", "", "3\n0\n-1\n"),
        ("3,6,-9\n", "", "3,0,-1\n"),
        ("time;volt\n" + "1;3\n" * 9, "volt", "2\n" + "3\n" * 7 + "2\n"),
    ],
)
def test_a_signal_is_written_as_it_stood(tmp_path: Path, text: str, part: str, mean: str) -> None:
    path = saved(_MEAN, read_bytes(text.encode(), "a.csv", part), tmp_path, _RAW)
    assert path.read_text() == mean


def test_a_column_that_becomes_several_rows_is_a_table(tmp_path: Path) -> None:
    pipeline = Pipeline((Convolution(Kernel(((1,), (2,), (3,))), padding=2),))
    path = saved(pipeline, read_bytes(b"3\n6\n", "a.csv"), tmp_path, _RAW)
    assert path.read_text() == "0,0,9,18,0,0\n0,0,6,12,0,0\n0,0,3,6,0,0\n"


@pytest.mark.parametrize(
    ("pipeline", "samples", "output", "told"),
    [
        (_IDENTITY, 3, _RAW, "here are 3. Save it as NPY or TIFF, or choose one channel"),
        (_IDENTITY, 3, Output("CSV"), "here are 3. Save it as NPY or TIFF, or choose the raw"),
        (
            Pipeline((Convolution(SOBEL),), Tone("signed")),
            1,
            Output("CSV"),
            "here are 3. .* raw numbers of one channel, such as luminance, or a gray tone",
        ),
        (
            Pipeline((Bank((Filter((SOBEL,)), Filter((THIRDS,)))),)),
            1,
            _RAW,
            "here are 2. .* or one of several maps",
        ),
    ],
)
def test_several_numbers_a_pixel_are_refused_before_anything_is_done(
    tmp_path: Path, pipeline: Pipeline, samples: int, output: Output, told: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("as it was")
    done: list[float] = []
    with pytest.raises(PictureWriteError, match=f"CSV holds one number a pixel, and {told}"):
        save_map(pipeline, picture_of(samples, False, "u1"), path, output, progress=done.append)
    assert done == []
    assert path.read_text() == "as it was"


def test_all_maps_in_one_table_are_refused(tmp_path: Path) -> None:
    bank = Pipeline((Bank((Filter((SOBEL,)), Filter((THIRDS,)))),))
    with pytest.raises(PictureWriteError, match=r"“a\.csv” can hold one map, and there are 2"):
        save_maps(bank, picture_of(1, False, "u1"), tmp_path / "a.csv", _RAW)
    assert list(tmp_path.iterdir()) == []


def test_alpha_is_left_out_and_told(tmp_path: Path) -> None:
    picture = picture_of(1, True, "u1")
    found = save_map(_IDENTITY, picture, tmp_path / "a.csv", _RAW)
    assert found.losses == ("CSV has no transparency: it is left out.",)
    values = render(_IDENTITY, picture, Region(0, 0, 61, 47)).values
    np.testing.assert_array_equal(read_samples(tmp_path / "a.csv"), values)


def test_metadata_are_left_out_and_told(tmp_path: Path) -> None:
    gray = Pipeline((Convolution(SOBEL, channels="luminance"),))
    found = save_map(gray, with_metadata(), tmp_path / "a.csv", _RAW)
    assert found.losses[0] == (
        "A table holds numbers alone, and nothing of these: EXIF, XMP and resolution."
    )


def test_what_could_not_be_read_again_is_refused(tmp_path: Path) -> None:
    tall = Picture(np.broadcast_to(np.uint8(7), ((1 << 18) + 1, 2, 1)))
    with pytest.raises(PictureWriteError, match="2 × 262145 numbers are too many for CSV, which"):
        save_map(_IDENTITY, tall, tmp_path / "a.csv", _RAW)
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_is_too_long_becomes_a_column_and_it_is_told(tmp_path: Path) -> None:
    long = Picture(np.arange((1 << 18) + 1, dtype=np.float32).reshape(1, -1, 1) / 3)
    found = save_map(_IDENTITY, long, tmp_path / "a.csv", _RAW)
    assert found.losses == ("A row of more than 262,144 numbers is written as a column.",)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.csv").pixels, long.pixels)


def test_a_picture_itself_is_written(tmp_path: Path) -> None:
    column = read_bytes(b"0.5\n7\n", "a.csv")
    write_picture(column, tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text() == "0.5\n7\n"
