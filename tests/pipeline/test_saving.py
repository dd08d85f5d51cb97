"""Feature maps in files: every format and depth, pixel by pixel and field by field."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from convstudio.errors import ArgumentValueError, Cancelled, PictureWriteError, PipelineFileError
from convstudio.imaging import memory
from convstudio.imaging.grading import graded
from convstudio.imaging.levels import LEVELS
from convstudio.imaging.output import FORMATS, Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.saving import save_map
from convstudio.pipeline.stamp import pipeline_in
from tests.imaging.tones import ALL_TONES

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")
_THIRDS = Kernel(((1, 2, 3), (4, 5, 6), (7, 8, 9)), 7.3)
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
_ENDINGS = {known.name: known.endings[0] for known in FORMATS}
_LOSSLESS = [
    (known.name, depth) for known in FORMATS for depth in known.depths if known.name != "JPEG"
]
# (samples, alpha, dtype)
_KINDS = [
    (samples, alpha, dtype)
    for samples in (1, 3)
    for alpha in (False, True)
    for dtype in ("u1", "u2", "f4")
]


def _picture(samples: int, alpha: bool, dtype: str, size: tuple[int, int] = (61, 47)) -> Picture:
    rng = np.random.default_rng(5)
    shape = (*size, samples + alpha)
    if dtype == "f4":
        return Picture(rng.normal(0.5, 0.5, shape).astype("f4"), alpha)
    return Picture(rng.integers(0, np.iinfo(dtype).max, shape, dtype), alpha)


def _read(path: Path) -> np.ndarray:
    """The samples of a file (rows, columns, samples), by a program that is not ours."""
    if path.suffix == ".npy":
        found = np.load(path)
    elif path.suffix == ".tif":
        found = tifffile.imread(path)
    elif path.suffix == ".png":
        found = imagecodecs.png_decode(path.read_bytes())
    else:
        with Image.open(path) as image:
            found = np.asarray(image)
    return found if found.ndim == 3 else found[..., np.newaxis]


def _save(pipeline: Pipeline, picture: Picture, folder: Path, output: Output, **more) -> Path:
    path = folder / f"map{_ENDINGS[output.format]}"
    assert save_map(pipeline, picture, path, output, **more).path == path
    assert [entry.name for entry in folder.iterdir()] == [path.name]
    return path


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.mark.parametrize("tone", ALL_TONES, ids=str)
@pytest.mark.parametrize(("format_", "depth"), _LOSSLESS)
@pytest.mark.parametrize(("samples", "alpha"), [(1, False), (3, True)])
def test_as_shown_is_what_is_shown_at_every_depth(
    tmp_path: Path, tone: Tone, format_: str, depth, samples: int, alpha: bool
) -> None:
    picture = _picture(samples, alpha, "u1")
    pipeline = Pipeline((Convolution(_THIRDS),), tone)
    developed = develop(pipeline, picture)
    if depth == "8":
        wanted = developed.pixels
    else:
        whole = Region(0, 0, 61, 47)
        part = render(pipeline, picture, whole)
        levels = LEVELS[depth]
        wanted = graded(part.values, part.alpha, developed.grading, 255, whole, levels)
    found = _read(_save(pipeline, picture, tmp_path, Output(format_, depth, quality=100)))
    if format_ == "WebP" and found.shape[2] > wanted.shape[2]:
        found = found[..., :1]
    assert found.dtype == wanted.dtype
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(("samples", "alpha", "dtype"), _KINDS)
@pytest.mark.parametrize(("format_", "depth"), _LOSSLESS)
def test_raw_is_the_map_itself(
    tmp_path: Path, samples: int, alpha: bool, dtype: str, format_: str, depth
) -> None:
    picture = _picture(samples, alpha, dtype)
    pipeline = Pipeline((Convolution(_THIRDS),), Tone("signed"))
    values = render(pipeline, picture, Region(0, 0, 61, 47)).values
    output = Output(format_, depth, raw=True, quality=100)
    found = _read(_save(pipeline, picture, tmp_path, output))
    if format_ == "WebP":
        found = found[..., [*range(samples), *([3] if alpha else [])]]
    assert found.shape[2] == samples + alpha
    if depth == "float":
        assert found.dtype == np.float32
        np.testing.assert_array_equal(
            np.ascontiguousarray(found[..., :samples]).view("u4"), values.view("u4")
        )
    else:
        most = LEVELS[depth].white
        np.testing.assert_array_equal(found[..., :samples], np.rint(np.clip(values, 0, most)))
    if alpha:
        share = np.clip(picture.alpha / np.float64(picture.full_range), 0, 1)
        most = LEVELS[depth].white
        tolerance = 0.5001 if depth != "float" else 1e-7
        np.testing.assert_allclose(found[..., -1], share * most, rtol=0, atol=tolerance)


def test_negatives_whites_nan_and_infinities_stay_in_raw_floats(tmp_path: Path) -> None:
    strange = np.array([[-2.5, 0, 1, 7], [np.nan, np.inf, -np.inf, 0.25]], "f4")[..., np.newaxis]
    pipeline = Pipeline((Convolution(Kernel(((1,),))),))
    for format_ in ("TIFF", "NPY"):
        folder = tmp_path / format_
        folder.mkdir()
        output = Output(format_, "float", raw=True)
        found = _read(_save(pipeline, Picture(strange.copy()), folder, output))
        np.testing.assert_array_equal(found.view("u4"), strange.view("u4"))


@pytest.mark.parametrize("samples", [1, 3])
def test_a_16_bit_picture_passes_through_unchanged(tmp_path: Path, samples: int) -> None:
    picture = _picture(samples, True, "u2")
    pipeline = Pipeline((Convolution(Kernel(((1,),))),))
    found = _read(_save(pipeline, picture, tmp_path, Output("PNG", "16", raw=True)))
    np.testing.assert_array_equal(found, picture.pixels)
    shown = _read(_save(pipeline, picture, tmp_path, Output("PNG", "16")))
    np.testing.assert_array_equal(shown[..., -samples - 1 :], picture.pixels)


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("layers", [1, 2])
def test_large_maps_of_several_layers_strides_and_channels(
    tmp_path: Path, raw: bool, layers: int
) -> None:
    picture = _picture(3, False, "u1", (700, 1300))
    layer = Convolution(_THIRDS, channels="luminance", strides=(2, 1), padding=3)
    pipeline = Pipeline((layer, Convolution(_SOBEL))[:layers], Tone("minmax"))
    found = _read(_save(pipeline, picture, tmp_path, Output("TIFF", "float", raw=raw)))
    whole = Region(0, 0, *found.shape[:2])
    values = render(pipeline, picture, whole).values
    grading = develop(pipeline, picture).grading
    wanted = values if raw else graded(values.copy(), None, grading, 255, whole, LEVELS["float"])
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("samples", [1, 3])
def test_jpeg_has_the_pixels_that_pillow_would_save(tmp_path: Path, samples: int) -> None:
    picture = _picture(samples, False, "u1", (300, 470))
    pipeline = Pipeline((Convolution(_THIRDS),))
    found = _read(_save(pipeline, picture, tmp_path, Output("JPEG", quality=87)))
    shown = develop(pipeline, picture).pixels
    file = io.BytesIO()
    image = Image.fromarray(shown[..., 0] if samples == 1 else shown)
    image.save(file, "JPEG", quality=87, subsampling=0)
    with Image.open(file) as whole:
        np.testing.assert_array_equal(found.squeeze(), np.asarray(whole))


@pytest.mark.parametrize("raw", [False, True])
def test_transparency_is_laid_on_white_for_jpeg_and_told(tmp_path: Path, raw: bool) -> None:
    pixels = np.zeros((48, 16, 2), np.uint8)
    pixels[..., 0] = 200
    pixels[16:32, :, 1], pixels[32:, :, 1] = 128, 255
    pipeline = Pipeline((Convolution(Kernel(((1,),))),))
    path = tmp_path / "a.jpg"
    saved = save_map(pipeline, Picture(pixels, has_alpha=True), path, Output("JPEG", raw=raw))
    assert saved.losses == ("JPEG has no transparency: it was laid on white.",)
    found = _read(path)
    assert found.shape[2] == (1 if raw else 3)
    np.testing.assert_allclose(found[[8, 24, 40], 8, 0], [255, 227, 200], atol=3)


def _with_metadata(dtype: str = "u1") -> Picture:
    exif = Image.Exif()
    exif[271], exif[305], exif[306] = "Maker", "Camera 7", "2020:01:02 03:04:05"
    inner = exif.get_ifd(34665)
    inner.update({33434: 0.01, 36867: "2020:01:02 03:04:05", 40962: 999, 37500: b"note"})
    exif.get_ifd(34853)[1] = "N"
    pixels = _picture(3, False, dtype).pixels
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'tiff:Orientation="6" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>'
    )
    return Picture(
        pixels, False, _SRGB, exif.tobytes(), (300.0, 150.0), Path("photo.jpg"), xmp=xmp.encode()
    )


@pytest.mark.parametrize(
    ("format_", "depth"),
    [("PNG", "8"), ("PNG", "16"), ("JPEG", "8"), ("WebP", "8"), ("TIFF", "8"), ("TIFF", "16")],
)
def test_metadata_are_kept_field_by_field(tmp_path: Path, format_: str, depth) -> None:
    picture = _with_metadata()
    pipeline = Pipeline((Convolution(_SOBEL, strides=2),))
    path = tmp_path / f"map{_ENDINGS[format_]}"
    saved = save_map(pipeline, picture, path, Output(format_, depth))
    assert saved.losses == ()
    if depth == "16" and format_ == "TIFF":  # which Pillow does not open in RGB
        with tifffile.TiffFile(path) as file:
            tags = {tag.code: tag.value for tag in file.pages[0].tags.values()}
        assert (tags[271], tags[34675]) == ("Maker", _SRGB)
        assert tags[34665]["ExposureTime"] in ((1, 100), 0.01)
        xmp = bytes(tags[700])
    else:
        with Image.open(path) as image:
            assert image.info["icc_profile"] == _SRGB
            assert image.size == (24, 31)
            if format_ != "WebP":
                assert image.info["dpi"] == pytest.approx((300, 150), abs=0.02)
            exif, xmp = image.getexif(), image.info["xmp"]
            inner, place = exif.get_ifd(34665), exif.get_ifd(34853)
        assert (exif[271], exif[306]) == ("Maker", "2020:01:02 03:04:05")
        assert (exif[282], exif[283], exif[296]) == (300, 150, 2)
        assert exif[305].endswith(": Sobel x")
        assert exif.get(274, 1) == 1
        assert (float(inner[33434]), inner[37500]) == (0.01, b"note")
        assert inner[40962] == 24
        assert place[1] == "N"
    assert b'Rating="4"' in xmp
    assert b"Orientation" not in xmp
    assert b"photo.jpg" in xmp
    assert pipeline_in(path) == pipeline


def test_the_whole_pipeline_is_in_the_file(tmp_path: Path) -> None:
    first = Convolution(_THIRDS, padding=((1, 2), (0, 3)), bias=0.1, border="wrap", flip=True)
    named = Kernel(_SOBEL.weights, name="“äö” <&> \"' \U0001f600 \x07")
    pipeline = Pipeline((first, Convolution(named)), Tone("percentile", low=3), linear_light=True)
    path = tmp_path / "a.png"
    save_map(pipeline, _picture(3, False, "u1"), path, Output())
    found = pipeline_in(path)
    assert found is not None
    assert found.layers[0] == first
    assert found.layers[1].kernel.weights == _SOBEL.weights
    assert (found.tone, found.linear_light) == (pipeline.tone, True)


def test_a_file_of_others_tells_of_no_pipeline_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (3, 3)).save(path)
    assert pipeline_in(path) is None
    save_map(Pipeline((Convolution(_SOBEL),)), _picture(1, False, "u1"), path, Output())
    data = path.read_bytes()
    Image.new("L", (3, 3)).save(tmp_path / "b.webp", xmp=data[data.index(b"<?xp") :][:50])
    assert pipeline_in(tmp_path / "b.webp") is None
    with Image.open(path) as image:
        broken = image.info["xmp"].replace(b"convolution", b"involution")
    Image.new("L", (3, 3)).save(tmp_path / "c.webp", xmp=broken)
    with pytest.raises(PipelineFileError, match=r"c\.webp is not a pipeline file"):
        pipeline_in(tmp_path / "c.webp")


def test_npy_tells_what_it_does_not_hold(tmp_path: Path) -> None:
    pipeline = Pipeline((Convolution(_SOBEL),))
    saved = save_map(pipeline, _with_metadata(), tmp_path / "a.npy", Output("NPY"))
    assert saved.losses == (
        "NPY holds numbers alone, and nothing of these: colour profile, EXIF, XMP and resolution.",
    )


def test_a_pipeline_too_large_for_jpeg_is_named_and_that_is_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    large = Kernel(tuple(map(tuple, rng.normal(size=(63, 63)).tolist())), name="Noise")
    pipeline = Pipeline((Convolution(large),))
    picture = _picture(1, False, "u1", (9, 9))
    saved = save_map(pipeline, picture, tmp_path / "a.jpg", Output("JPEG"))
    assert "named in it, but not told whole" in saved.losses[0]
    assert pipeline_in(tmp_path / "a.jpg") is None
    with Image.open(tmp_path / "a.jpg") as image:
        assert image.getexif()[305].endswith(": Noise")
    save_map(pipeline, picture, tmp_path / "a.png", Output())
    assert pipeline_in(tmp_path / "a.png") == pipeline


def test_the_pictures_own_xmp_makes_way_for_the_pipeline_in_jpeg(tmp_path: Path) -> None:
    picture = _with_metadata()
    xmp = (picture.xmp or b"").replace(b'Rating="4"', b'Label="' + b"x" * 65000 + b'"')
    large = Picture(picture.pixels, xmp=xmp)
    pipeline = Pipeline((Convolution(_SOBEL),))
    saved = save_map(pipeline, large, tmp_path / "a.jpg", Output("JPEG"))
    assert saved.losses == (
        "JPEG holds no more than 64 KB of XMP: the picture's own was left out.",
    )
    assert pipeline_in(tmp_path / "a.jpg") == pipeline


class _Pipe(io.RawIOBase):
    """Takes bytes and cannot seek."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.taken += bytes(data)
        return len(data)


@pytest.mark.parametrize("format_", [known.name for known in FORMATS])
def test_a_stream_gets_the_same_file(tmp_path: Path, format_: str) -> None:
    picture, pipeline = _with_metadata(), Pipeline((Convolution(_SOBEL),))
    pipe = _Pipe()
    saved = save_map(pipeline, picture, pipe, Output(format_))
    assert saved.path is None
    path = tmp_path / f"map{_ENDINGS[format_]}"
    save_map(pipeline, picture, path, Output(format_))
    assert bytes(pipe.taken) == path.read_bytes()


def test_a_stream_that_breaks_is_told() -> None:
    class Broken(_Pipe):
        def write(self, _) -> int:
            raise BrokenPipeError(32, "Broken pipe")

    pipeline = Pipeline((Convolution(_SOBEL),))
    with pytest.raises(PictureWriteError, match="could not be saved: nobody reads it any more"):
        save_map(pipeline, _picture(1, False, "u1"), Broken(), Output())


def test_nothing_goes_to_a_stream_when_it_is_called_off() -> None:
    cancel, pipe = CancelToken(), _Pipe()
    pipeline = Pipeline((Convolution(_SOBEL),))
    stop = lambda share: cancel.cancel() if share == 1 else None  # noqa: E731
    with pytest.raises(Cancelled):
        save_map(pipeline, _picture(1, False, "u1"), pipe, Output(), cancel, stop)
    assert pipe.taken == b""


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("format_", [known.name for known in FORMATS])
def test_called_off_at_any_time_the_old_file_stays(
    tmp_path: Path, format_: str, share: float
) -> None:
    path = tmp_path / f"map{_ENDINGS[format_]}"
    path.write_bytes(b"as it was")
    cancel = CancelToken()
    pipeline = Pipeline((Convolution(_SOBEL),), Tone("minmax"))

    def stop(done: float) -> None:
        if done >= share:
            cancel.cancel()

    with pytest.raises(Cancelled):
        save_map(
            pipeline, _picture(3, False, "u1", (900, 900)), path, Output(format_), cancel, stop
        )
    assert path.read_bytes() == b"as it was"
    assert _names(tmp_path) == [path.name]


_LIMITED = """
import resource, sys
from pathlib import Path
import numpy as np
from convstudio.errors import PictureWriteError
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.saving import save_map
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))
pixels = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
pipeline = Pipeline((Convolution(Kernel(((1,),))),))
try:
    save_map(pipeline, Picture(pixels), Path(sys.argv[1]), Output(sys.argv[2]))
except PictureWriteError as error:
    print(error.message)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of files are told otherwise")
@pytest.mark.parametrize("format_", [known.name for known in FORMATS])
def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"map{_ENDINGS[format_]}"
    path.write_bytes(b"as it was")
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(path), format_],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip().endswith("could not be saved: no file may be that large there.")
    assert path.read_bytes() == b"as it was"
    assert _names(tmp_path) == [path.name]


_FULL = """
mount -t tmpfs -o size=64k none "$1" || exit 77
echo "as it was" > "$1/map.png"
"$2" -c "$3" "$1/map.png" PNG
cat "$1/map.png"; ls -A "$1"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a disk of our own is made with Linux' means")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    program = _LIMITED.replace("resource.setrlimit", "(lambda *_: None)")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", _FULL, "sh", str(tmp_path), sys.executable, program],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode in (1, 77):
        pytest.skip("no disk of our own can be mounted here")
    told, old, names = done.stdout.splitlines()
    assert told.endswith("could not be saved: the disk is full.")
    assert (old, names) == ("as it was", "map.png")


def test_a_folder_that_goes_meanwhile_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def remove(share: float) -> None:
        if share == 1:
            for entry in folder.iterdir():
                entry.unlink()
            folder.rmdir()

    pipeline = Pipeline((Convolution(_SOBEL),))
    picture = _picture(1, False, "u1")
    with pytest.raises(PictureWriteError, match="its folder does not exist"):
        save_map(pipeline, picture, folder / "a.png", Output(), progress=remove)
    assert _names(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    pipeline = Pipeline((Convolution(_SOBEL),))
    with pytest.raises(PictureWriteError, match="no permission"):
        save_map(pipeline, _picture(1, False, "u1"), tmp_path / "a.png", Output())


def test_a_map_too_large_for_webp_is_refused_before_any_work(tmp_path: Path, monkeypatch) -> None:
    pipeline = Pipeline((Convolution(_SOBEL),))
    wide = Picture(np.broadcast_to(np.uint8(0), (1, 16384, 1)))
    with pytest.raises(PictureWriteError, match="too many for WebP, which allows 16383 a side"):
        save_map(pipeline, wide, tmp_path / "a.webp", Output("WebP"))
    monkeypatch.setattr(memory, "room", lambda: 60_000)
    picture = _picture(3, False, "u1")
    with pytest.raises(PictureWriteError, match="too many for WebP here"):
        save_map(pipeline, picture, tmp_path / "a.webp", Output("WebP"))
    save_map(pipeline, picture, tmp_path / "a.png", Output())  # which is written in bands
    assert _names(tmp_path) == ["a.png"]


def test_a_pipeline_that_does_not_fit_the_picture_is_refused(tmp_path: Path) -> None:
    pipeline = Pipeline((Convolution(_SOBEL, channels="alpha"),))
    with pytest.raises(ArgumentValueError, match="alpha"):
        save_map(pipeline, _picture(1, False, "u1"), tmp_path / "a.png", Output())
    assert _names(tmp_path) == []


@pytest.mark.parametrize("mode", ["clip", "percentile"])
def test_progress_rises_to_1(tmp_path: Path, mode: str) -> None:
    told: list[float] = []
    picture = Picture(np.broadcast_to(np.uint8(7), (1500, 2000, 1)))
    pipeline = Pipeline((Convolution(_SOBEL),), Tone(mode))
    save_map(pipeline, picture, tmp_path / "a.png", Output(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)


_HUGE = """
import resource, sys
from pathlib import Path
import numpy as np
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.saving import save_map
picture = Picture(np.broadcast_to(np.uint8(9), (8000, 8000, 1)))
pipeline = Pipeline((Convolution(Kernel(((1, 2, 1),), 3)),))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
save_map(pipeline, picture, Path(sys.argv[1]), Output("TIFF", "float", raw=True))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured in other units")
def test_a_map_is_never_held_as_a_whole(tmp_path: Path) -> None:
    """Its floats are 256 MB."""
    done = subprocess.run(
        [sys.executable, "-c", _HUGE, str(tmp_path / "a.tif")],
        check=True,
        capture_output=True,
        text=True,
    )
    assert int(done.stdout) < 100


def test_several_saves_side_by_side(tmp_path: Path) -> None:
    picture, pipeline = _picture(3, False, "u1", (300, 300)), Pipeline((Convolution(_SOBEL),))
    paths = [tmp_path / f"{number}.png" for number in range(6)]
    threads = [
        threading.Thread(target=save_map, args=(pipeline, picture, path, Output()))
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = develop(pipeline, picture).pixels
    for path in paths:
        np.testing.assert_array_equal(_read(path), shown)
