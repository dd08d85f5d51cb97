"""Pictures to be saved, and saved files as other programs read them."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
import tifffile
from PIL import Image, ImageCms

from convstudio.imaging.output import FORMATS, Output
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.saving import save_map

SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")
THIRDS = Kernel(((1, 2, 3), (4, 5, 6), (7, 8, 9)), 7.3)
ENDINGS = {known.name: known.endings[0] for known in FORMATS}
SAMPLES = {known.name: 3 if known.colours else 1 for known in FORMATS}  # as many as there can be
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture_of(samples: int, alpha: bool, dtype: str, size: tuple[int, int] = (61, 47)) -> Picture:
    """Noise of that kind."""
    rng = np.random.default_rng(5)
    shape = (*size, samples + alpha)
    if dtype == "f4":
        return Picture(rng.normal(0.5, 0.5, shape).astype("f4"), alpha)
    return Picture(rng.integers(0, np.iinfo(dtype).max, shape, dtype), alpha)


def read_samples(path: Path) -> np.ndarray:
    """The samples of a file (rows, columns, samples), by a program that is not ours."""
    if path.suffix == ".npy":
        found = np.load(path)
    elif path.suffix == ".csv":
        found = np.loadtxt(path, delimiter=",", ndmin=2)
    elif path.suffix == ".tif":
        found = tifffile.imread(path)
    elif path.suffix == ".png":
        found = imagecodecs.png_decode(path.read_bytes())
    else:
        with Image.open(path) as image:
            found = np.asarray(image)
    return found if found.ndim == 3 else found[..., np.newaxis]


def saved(pipeline: Pipeline, picture: Picture, folder: Path, output: Output, **more) -> Path:
    """A file of that folder, alone in it."""
    path = folder / f"map{ENDINGS[output.format]}"
    assert save_map(pipeline, picture, path, output, **more).path == path
    assert [entry.name for entry in folder.iterdir()] == [path.name]
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def with_metadata(dtype: str = "u1") -> Picture:
    """RGB with a profile, EXIF and GPS, XMP, resolution and a name."""
    exif = Image.Exif()
    exif[271], exif[305], exif[306] = "Maker", "Camera 7", "2020:01:02 03:04:05"
    inner = exif.get_ifd(34665)
    inner.update({33434: 0.01, 36867: "2020:01:02 03:04:05", 40962: 999, 37500: b"note"})
    exif.get_ifd(34853)[1] = "N"
    pixels = picture_of(3, False, dtype).pixels
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'tiff:Orientation="6" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>'
    )
    return Picture(
        pixels, False, SRGB, exif.tobytes(), (300.0, 150.0), Path("photo.jpg"), xmp=xmp.encode()
    )
