"""What independent writers wrote, read pixel by pixel: Pillow, tifffile, imagecodecs, libvips."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import pyvips
import tifffile
from PIL import Image

from convstudio.imaging.reading import read_picture

_RANDOM = np.random.default_rng(10)
_SAMPLES = {1: "gray", 2: "gray with alpha", 3: "RGB", 4: "RGB with alpha"}
_DEPTHS = {"u1": "8-bit", "u2": "16-bit", "f4": "32-bit float"}


def _values(kind: str, samples: int) -> np.ndarray:
    """31×43 of every level that there is."""
    if kind == "f4":
        values = _RANDOM.normal(0.5, 3, (31, 43, samples)).astype(np.float32)
        values[0, 0] = np.nan
        values[0, 1] = np.inf
        return values
    return _RANDOM.integers(0, np.iinfo(kind).max + 1, (31, 43, samples)).astype(kind)


def _by_pillow(path: Path, values: np.ndarray) -> None:
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[values.shape[2]]
    if values.dtype == np.uint8:
        image = Image.fromarray(values[..., 0] if mode == "L" else values, mode)
    else:
        image = Image.fromarray(values[..., 0])
    image.save(path, **({"lossless": True, "exact": True} if path.suffix == ".webp" else {}))


def _by_imagecodecs(path: Path, values: np.ndarray) -> None:
    encode = {".png": imagecodecs.png_encode, ".webp": imagecodecs.webp_encode}[path.suffix]
    options = {"lossless": True} if path.suffix == ".webp" else {}
    path.write_bytes(encode(values if values.shape[2] > 1 else values[..., 0], **options))


def _by_tifffile(path: Path, values: np.ndarray, **options: object) -> None:
    samples = values.shape[2]
    tifffile.imwrite(
        path,
        values if samples > 1 else values[..., 0],
        photometric="rgb" if samples > 2 else "minisblack",
        planarconfig="contig" if samples > 1 else None,
        extrasamples=["unassalpha"] if samples in (2, 4) else None,
        **options,
    )


def _by_vips(path: Path, values: np.ndarray) -> None:
    height, width, samples = values.shape
    kind = {"u1": "uchar", "u2": "ushort", "f4": "float"}[values.dtype.str[1:]]
    image = pyvips.Image.new_from_memory(values.tobytes(), width, height, samples, kind)
    deep = "16" if kind == "ushort" else ""
    space = "b-w" if samples < 3 else "srgb"
    if deep:
        space = "grey16" if samples < 3 else "rgb16"
    image.copy(interpretation=space).write_to_file(str(path))


_WRITERS = {
    "Pillow": (_by_pillow, {".png": "u1", ".tif": "u1", ".webp": "u1", ".tga": "u1"}, (1, 2, 3, 4)),
    "imagecodecs": (_by_imagecodecs, {".png": "u1 u2", ".webp": "u1"}, (1, 2, 3, 4)),
    "tifffile": (_by_tifffile, {".tif": "u1 u2 f4"}, (1, 2, 3, 4)),
    "libvips": (
        _by_vips,
        {".png": "u1 u2", ".tif": "u1 u2 f4"},
        (1, 2, 3, 4),
    ),
}
_TRIPS = [
    pytest.param(writer, ending, kind, samples, id=f"{writer} {ending} {kind} {samples}")
    for writer, (_, formats, all_samples) in _WRITERS.items()
    for ending, kinds in formats.items()
    for kind in kinds.split()
    for samples in all_samples
    # WebP knows colour alone, and not every writer keeps what is under transparent pixels.
    if not (ending == ".webp" and (samples < 3 or (samples == 4 and writer != "Pillow")))
]


@pytest.mark.parametrize(("writer", "ending", "kind", "samples"), _TRIPS)
def test_every_value_comes_back(tmp_path: Path, writer, ending: str, kind: str, samples) -> None:
    values = _values(kind, samples)
    path = tmp_path / f"a{ending}"
    _WRITERS[writer][0](path, values)
    picture = read_picture(path)
    assert picture.kind == f"{_DEPTHS[kind]} {_SAMPLES[samples]}"
    np.testing.assert_array_equal(picture.pixels, values)


@pytest.mark.parametrize("bigtiff", [False, True])
@pytest.mark.parametrize("tile", [None, (16, 32)])
@pytest.mark.parametrize("compression", [None, "lzw", "deflate", "zstd"])
@pytest.mark.parametrize("kind", ["u1", "u2", "f4"])
def test_every_layout_of_tiff_comes_back(tmp_path, bigtiff, tile, compression, kind) -> None:
    values = _values(kind, 3)
    path = tmp_path / "a.tif"
    predictor = {"predictor": True} if compression else {}
    _by_tifffile(path, values, bigtiff=bigtiff, tile=tile, compression=compression, **predictor)
    np.testing.assert_array_equal(read_picture(path).pixels, values)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"optimize": True}])
@pytest.mark.parametrize("samples", [1, 3])
def test_jpeg_is_as_libjpeg_decodes_it(tmp_path: Path, options, samples: int) -> None:
    values = _values("u1", samples)
    path = tmp_path / "a.jpg"
    Image.fromarray(values if samples > 1 else values[..., 0]).save(path, **options)
    decoded = imagecodecs.jpeg_decode(path.read_bytes()).reshape(values.shape)
    np.testing.assert_array_equal(read_picture(path).pixels, decoded)


def test_lossy_webp_and_avif_are_as_their_libraries_decode_them(tmp_path: Path) -> None:
    values = np.kron(_values("u1", 3)[:6, :6], np.ones((8, 8, 1), np.uint8))
    for ending in ("webp", "avif"):
        path = tmp_path / f"a.{ending}"
        Image.fromarray(values).save(path, quality=80)
        decoded = getattr(imagecodecs, f"{ending}_decode")(path.read_bytes())
        difference = np.abs(read_picture(path).pixels.astype(int) - decoded)
        assert difference.max() <= 2  # two builds may sample chroma up by other rules
