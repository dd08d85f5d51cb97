"""What a saved map says besides its pixels, field by field; and the pipeline that made it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.errors import PipelineFileError
from convstudio.imaging.output import Output, format_for
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.losses import losses
from convstudio.pipeline.pipeline import Activation, Bank, Convolution, Pipeline, Pooling
from convstudio.pipeline.saving import save_map
from convstudio.pipeline.storage.stamp import pipeline_in, samples_in
from tests.pipeline.saved import ENDINGS, SOBEL, SRGB, THIRDS, picture_of, with_metadata


@pytest.mark.parametrize(
    ("format_", "depth"),
    [("PNG", "8"), ("PNG", "16"), ("JPEG", "8"), ("WebP", "8"), ("TIFF", "8"), ("TIFF", "16")],
)
def test_metadata_are_kept_field_by_field(tmp_path: Path, format_: str, depth) -> None:
    picture = with_metadata()
    pipeline = Pipeline((Convolution(SOBEL, strides=2),))
    path = tmp_path / f"map{ENDINGS[format_]}"
    saved = save_map(pipeline, picture, path, Output(format_, depth))
    rescaled = ("As shown: values rescaled, 0 … 255 → 0 … 65,535.",)
    assert saved.losses == (rescaled if depth == "16" else ())
    if depth == "16" and format_ == "TIFF":  # which Pillow does not open in RGB
        with tifffile.TiffFile(path) as file:
            tags = {tag.code: tag.value for tag in file.pages[0].tags.values()}
        assert (tags[271], tags[34675]) == ("Maker", SRGB)
        assert tags[34665]["ExposureTime"] in ((1, 100), 0.01)
        xmp = bytes(tags[700])
    else:
        with Image.open(path) as image:
            assert image.info["icc_profile"] == SRGB
            assert image.size == (24, 31)
            if format_ != "WebP":
                assert image.info["dpi"] == pytest.approx((300, 150), abs=0.02)
            exif, xmp = image.getexif(), image.info["xmp"]
            inner, place = exif.get_ifd(34665), exif.get_ifd(34853)
        assert (exif[271], exif[306]) == ("Maker", "2020:01:02 03:04:05")
        assert (exif[282], exif[283], exif[296]) == (300, 150, 2)
        assert exif[305].endswith(f": Sobel x, as shown, {depth} bits")
        assert exif.get(274, 1) == 1
        assert (float(inner[33434]), inner[37500]) == (0.01, b"note")
        assert inner[40962] == 24
        assert place[1] == "N"
    assert b'Rating="4"' in xmp
    assert b"Orientation" not in xmp
    assert b"photo.jpg" in xmp
    assert pipeline_in(path) == pipeline


def test_the_whole_pipeline_is_in_the_file(tmp_path: Path) -> None:
    first = Convolution(THIRDS, padding=((1, 2), (0, 3)), bias=0.1, border="wrap", flip=True)
    named = Kernel(SOBEL.weights, name="“äö” <&> \"' \U0001f600 \x07")
    pipeline = Pipeline((first, Convolution(named)), Tone("percentile", low=3), linear_light=True)
    path = tmp_path / "a.png"
    save_map(pipeline, picture_of(3, False, "u1"), path, Output())
    found = pipeline_in(path)
    assert found is not None
    assert found.layers[0] == first
    assert found.layers[1].kernel.weights == SOBEL.weights
    assert (found.tone, found.linear_light) == (pipeline.tone, True)


_BANK = Bank.of_array(np.ones((3, 3, 1, 2)), names=["a", "b"], name="conv1")


def test_a_stack_is_in_the_file_with_the_map_that_was_saved(tmp_path: Path) -> None:
    off = Convolution(THIRDS, on=False)
    pipeline = Pipeline((_BANK, Activation(), off, Pooling()), map=1)
    path = tmp_path / "a.png"
    save_map(pipeline, picture_of(1, False, "u1"), path, Output())
    assert pipeline_in(path) == pipeline
    with Image.open(path) as image:
        told = image.getexif()[305]
    assert told.endswith(": conv1, ReLU, Max pooling 2x2, map 2, as shown, 8 bits")


def test_a_pipeline_too_large_for_its_readers_is_named_only(tmp_path: Path) -> None:
    weights = np.random.default_rng(2).normal(size=(8, 8, 1, 512))
    picture = picture_of(1, False, "u1", (12, 9))
    path = tmp_path / "a.tif"
    held = Pipeline((Bank.of_array(weights, name="large"),), map=0)
    assert save_map(held, picture, path, Output("TIFF")).losses == ()
    assert pipeline_in(path) == held
    wide = Bank.of_array(weights.repeat(16, 2), channels="sum", name="wide")
    first = Bank.of_array(np.ones((1, 1, 1, 16)))
    told = losses(Pipeline((first, wide), map=0), picture, Output("TIFF"))
    assert [one.text for one in told] == [
        "Programs read no more than 2 MB of XMP: the pipeline is named in it, but not told whole"
    ]


def test_a_file_of_others_tells_of_no_pipeline_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (3, 3)).save(path)
    assert pipeline_in(path) is None
    save_map(Pipeline((Convolution(SOBEL),)), picture_of(1, False, "u1"), path, Output())
    data = path.read_bytes()
    Image.new("L", (3, 3)).save(tmp_path / "b.webp", xmp=data[data.index(b"<?xp") :][:50])
    assert pipeline_in(tmp_path / "b.webp") is None
    with Image.open(path) as image:
        broken = image.info["xmp"].replace(b"convolution", b"involution")
    Image.new("L", (3, 3)).save(tmp_path / "c.webp", xmp=broken)
    with pytest.raises(PipelineFileError, match=r"what made “c\.webp” is a damaged pipeline"):
        pipeline_in(tmp_path / "c.webp")


def test_npy_tells_what_it_does_not_hold(tmp_path: Path) -> None:
    pipeline = Pipeline((Convolution(SOBEL),))
    saved = save_map(pipeline, with_metadata(), tmp_path / "a.npy", Output("NPY"))
    (told,) = saved.losses
    assert told.startswith("A NumPy array holds numbers alone, and nothing of these: colour pro")
    assert told.endswith("file, EXIF, XMP and resolution.")


def test_a_pipeline_too_large_for_jpeg_is_named_and_that_is_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    large = Kernel(tuple(map(tuple, rng.normal(size=(63, 63)).tolist())), name="Noise")
    pipeline = Pipeline((Convolution(large),))
    picture = picture_of(1, False, "u1", (9, 9))
    saved = save_map(pipeline, picture, tmp_path / "a.jpg", Output("JPEG"))
    assert "named in it, but not told whole" in saved.losses[0]
    assert pipeline_in(tmp_path / "a.jpg") is None
    with Image.open(tmp_path / "a.jpg") as image:
        assert image.getexif()[305].endswith(": Noise, as shown, 8 bits")
    save_map(pipeline, picture, tmp_path / "a.png", Output())
    assert pipeline_in(tmp_path / "a.png") == pipeline


def test_the_pictures_own_xmp_makes_way_for_the_pipeline_in_jpeg(tmp_path: Path) -> None:
    picture = with_metadata()
    xmp = (picture.xmp or b"").replace(b'Rating="4"', b'Label="' + b"x" * 65000 + b'"')
    large = Picture(picture.pixels, xmp=xmp)
    pipeline = Pipeline((Convolution(SOBEL),))
    saved = save_map(pipeline, large, tmp_path / "a.jpg", Output("JPEG"))
    assert saved.losses == ("JPEG holds no more than 64 KB of XMP: the picture's own is left out.",)
    assert pipeline_in(tmp_path / "a.jpg") == pipeline


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "tif"])
def test_what_is_saved_read_and_saved_again_names_the_last_pipeline(
    tmp_path: Path, ending: str
) -> None:
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    output = Output(format_for(first).name)
    blurred, edges = Pipeline((Convolution(THIRDS),)), Pipeline((Convolution(SOBEL),))
    save_map(blurred, with_metadata(), first, output)
    save_map(edges, read_picture(first), second, output)
    assert pipeline_in(first) == blurred
    assert pipeline_in(second) == edges
    found = read_picture(second)
    assert found.icc_profile == SRGB
    assert b'Rating="4"' in (found.xmp or b"")
    assert b"first." in (found.xmp or b"")
    assert b"photo.jpg" not in (found.xmp or b"")


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (Output("PNG", "16", raw=True), "raw numbers, 16 bits"),
        (Output("PNG", "16"), "as shown, 16 bits"),
        (Output("TIFF", "float", raw=True), "raw numbers, 32-bit float"),
        (Output("JPEG", "8", raw=True), "raw numbers, 8 bits"),
    ],
)
def test_raw_and_shown_carry_different_stamps(tmp_path: Path, output: Output, told: str) -> None:
    path = tmp_path / f"a{ENDINGS[output.format]}"
    save_map(Pipeline((Convolution(SOBEL),)), picture_of(1, False, "u1"), path, output)
    xmp = read_picture(path).xmp
    assert samples_in(xmp) == told
    assert f": Sobel x, {told}".encode() in (xmp or b"")


def test_samples_that_nobody_names_are_untold() -> None:
    assert samples_in(None) == ""
    assert samples_in(b"no xml") == ""
