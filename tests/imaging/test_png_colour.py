"""What gAMA and cHRM say becomes a profile, beside the formulas worked out here on their own."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PySide6.QtGui import QColorSpace

from convstudio.cli import main
from convstudio.imaging import png_colour
from convstudio.imaging.picture import Picture
from convstudio.imaging.profile import screen_profile
from convstudio.imaging.reading import read_bytes, read_picture
from convstudio.imaging.writing import write_picture

PIXELS = np.random.default_rng(8).integers(0, 256, (40, 50, 3), np.uint8)
SRGB = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
ADOBE = (31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
PROPHOTO = (34570, 35850, 73470, 26530, 15960, 84040, 3660, 10)
NTSC = (31000, 31600, 67000, 33000, 21000, 71000, 14000, 8000)  # under illuminant C
RESOURCES = Path(__file__).parents[2] / "resources"


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content).to_bytes(4, "big")
    return len(content).to_bytes(4, "big") + kind + content + checksum


def gama(value: int) -> bytes:
    return chunk(b"gAMA", struct.pack(">L", value))


def chrm(*values: int) -> bytes:
    return chunk(b"cHRM", struct.pack(f">{len(values)}L", *values))


def plain(pixels: np.ndarray = PIXELS, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **options)
    return buffer.getvalue()


def told(*chunks: bytes, whole: bytes = plain()) -> bytes:
    """A PNG with such chunks behind its header."""
    return whole[:33] + b"".join(chunks) + whole[33:]


def profile_in(*chunks: bytes, whole: bytes = plain()) -> bytes | None:
    return read_bytes(told(*chunks, whole=whole), "a").icc_profile


def name_of(profile: bytes | None) -> str:
    assert profile is not None
    return ImageCms.getProfileDescription(io.BytesIO(profile)).strip()


def matrix(white, *primaries) -> np.ndarray:
    """From linear light to X, Y, Z, as Lindbloom has it."""
    columns = np.array([(x / y, 1, (1 - x - y) / y) for x, y in primaries]).T
    whole = np.array([white[0] / white[1], 1, (1 - white[0] - white[1]) / white[1]])
    return columns * np.linalg.solve(columns, whole)


def as_srgb(pixels: np.ndarray, gamma: float, points: tuple[int, ...] = SRGB) -> np.ndarray:
    """By hand: light, to sRGB's primaries under its own white by Bradford, sRGB's levels, cut."""
    places = np.array(points).reshape(4, 2) / 100_000
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367],
                         [0.0389, -0.0685, 1.0296]])  # fmt: skip
    own, srgb = matrix(*places), matrix((0.3127, 0.329), (0.64, 0.33), (0.3, 0.6), (0.15, 0.06))
    ratio = (bradford @ srgb.sum(axis=1)) / (bradford @ own.sum(axis=1))
    adapted = np.linalg.inv(bradford) @ (ratio[:, None] * bradford)
    white = np.iinfo(pixels.dtype).max
    light = (pixels / white) ** (1 / gamma) @ (np.linalg.inv(srgb) @ adapted @ own).T
    return levels(light)


def levels(light: np.ndarray) -> np.ndarray:
    light = np.clip(light, 0, 1)
    high = 1.055 * light ** (1 / 2.4) - 0.055
    return np.rint(255 * np.where(light <= 0.0031308, 12.92 * light, high))


def shown(picture: Picture, pixels: np.ndarray) -> np.ndarray:
    on_screen = screen_profile(picture)
    assert on_screen is not None
    return on_screen.shown(pixels)


@pytest.mark.parametrize("points", [None, ADOBE, PROPHOTO, NTSC])
@pytest.mark.parametrize("gamma", [20000, 42000, 55556, 93600, 100000, 180000, 500000])
def test_colours_are_shown_as_the_formulas_have_them(gamma: int, points) -> None:
    check_shown(gamma, points)


@pytest.mark.parametrize("points", [ADOBE, PROPHOTO, NTSC])
def test_the_usual_gamma_with_other_primaries(points) -> None:
    check_shown(45455, points)


def check_shown(gamma: int, points: tuple[int, ...] | None) -> None:
    picture = read_bytes(told(gama(gamma), *([chrm(*points)] if points else [])), "a")
    np.testing.assert_array_equal(picture.pixels, PIXELS)  # these stay what they are
    expected = as_srgb(PIXELS, gamma / 100_000, points or SRGB)
    assert np.abs(shown(picture, PIXELS) - expected).max() <= 1


@pytest.mark.parametrize("points", [ADOBE, NTSC])
def test_primaries_alone_have_the_curve_of_srgb(points) -> None:
    picture = read_bytes(told(chrm(*points)), "a")
    encoded = PIXELS / 255
    light = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    exact = np.rint(light * (2**32 - 1)).astype(np.uint32)
    assert np.abs(shown(picture, PIXELS) - as_srgb(exact, 1, points)).max() <= 1
    grays = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    assert np.abs(shown(picture, grays).astype(int) - grays).max() <= 1
    assert name_of(picture.icc_profile) == "PNG, sRGB's curve, primaries of its own"


def test_linear_gray_of_16_bits() -> None:
    deep = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    picture = read_bytes(told(gama(100_000), whole=imagecodecs.png_encode(deep)), "a")
    assert picture.kind == "16-bit gray"
    np.testing.assert_array_equal(picture.pixels[..., 0], deep)
    assert name_of(picture.icc_profile) == "PNG gamma 1.0"
    on_8_bits = (deep >> 8).astype(np.uint8)[..., None]
    curve = shown(picture, on_8_bits)
    assert np.abs(curve - levels(on_8_bits / 255)).max() <= 1
    assert curve[8, 0, 0] == pytest.approx(188, abs=1)  # half the light


def test_every_kind_of_png_has_a_profile_that_fits_it() -> None:
    gray, deep = PIXELS[..., 0], PIXELS.astype(np.uint16) * 257
    rgba = np.concatenate([PIXELS, PIXELS[..., :1]], axis=2)
    palette = io.BytesIO()
    Image.fromarray(PIXELS).quantize(16).save(palette, "PNG")
    clear = io.BytesIO()
    Image.fromarray(PIXELS).quantize(16).save(clear, "PNG", transparency=3)
    grays = {
        "gray": plain(gray),
        "gray and alpha": plain(rgba[..., 2:]),
        "a transparent gray": plain(gray, transparency=7),
        "one bit": plain(gray > 99),
        "16-bit gray": imagecodecs.png_encode(deep[..., 0].copy()),
        "16-bit gray and alpha": imagecodecs.png_encode(deep[..., :2].copy()),
    }
    colours = {
        "RGB": plain(),
        "RGBA": plain(rgba),
        "palette": palette.getvalue(),
        "palette with alpha": clear.getvalue(),
        "16-bit RGB": imagecodecs.png_encode(deep),
        "16-bit RGBA": imagecodecs.png_encode(rgba.astype(np.uint16) * 257),
    }
    for space, files in ((b"GRAY", grays), (b"RGB ", colours)):
        for name, whole in files.items():
            before = read_bytes(whole, "a")
            picture = read_bytes(told(gama(100_000), chrm(*ADOBE), whole=whole), "a")
            np.testing.assert_array_equal(picture.pixels, before.pixels, name)
            assert before.icc_profile is None
            assert picture.icc_profile is not None, name
            assert picture.icc_profile[16:20] == space, name
            assert (picture.colour.shape[2] == 1) == (space == b"GRAY"), name
            on_screen = screen_profile(picture)
            assert on_screen is not None
            assert on_screen.name.startswith("PNG gamma 1.0"), name


def test_frames_have_it_too() -> None:
    frames = [Image.fromarray(np.roll(PIXELS, k, axis=0)) for k in range(3)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "PNG", save_all=True, append_images=frames[1:])
    data = told(gama(100_000), whole=buffer.getvalue())
    for k in range(3):
        frame = read_bytes(data, "a", str(k + 1))
        np.testing.assert_array_equal(frame.pixels, np.roll(PIXELS, k, axis=0))
        assert name_of(frame.icc_profile) == "PNG gamma 1.0"


@pytest.mark.parametrize("gamma", [43200, 45000, 45454, 45455, 45470, 46000, 47700])
@pytest.mark.parametrize("points", [(), SRGB, (31273, 32902, *SRGB[2:])])
def test_what_is_srgb_has_no_profile(gamma: int, points: tuple[int, ...]) -> None:
    assert profile_in(gama(gamma), *([chrm(*points)] if points else [])) is None
    assert profile_in(gama(gamma), whole=plain(PIXELS[..., 0])) is None


def test_primaries_of_srgb_alone_are_srgb_and_those_of_gray_say_nothing() -> None:
    assert profile_in(chrm(*SRGB)) is None
    gray = plain(PIXELS[..., 0])
    assert profile_in(chrm(*ADOBE), whole=gray) is None
    assert profile_in(gama(45455), chrm(*ADOBE), whole=gray) is None


def test_precedence() -> None:
    """CICP, iCCP, sRGB, then gAMA and cHRM, in whatever order they stand."""
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    linear = [gama(100_000), chrm(*ADOBE)]
    iccp = chunk(b"iCCP", b"own\0\0" + zlib.compress(own))
    srgb, cicp = chunk(b"sRGB", b"\0"), chunk(b"cICP", b"\x09\x10\0\1")
    for chunks in ([*linear, iccp], [iccp, *linear], [iccp, srgb, *linear], [cicp, iccp, *linear]):
        assert profile_in(*chunks) == own
    for chunks in ([*linear, srgb], [srgb, *linear], [*linear, cicp], [cicp, srgb, *linear]):
        assert profile_in(*chunks) is None
    # "When present and recognized", says the specification: one that nobody can unpack is not.
    broken = chunk(b"iCCP", b"own\0\0no zlib")
    assert name_of(profile_in(broken, *linear)) == "PNG gamma 1.0, primaries of its own"
    assert profile_in(broken) is None


def test_the_first_of_two_that_stands_before_the_pixels_is_meant() -> None:
    assert name_of(profile_in(gama(100_000), gama(55556))) == "PNG gamma 1.0"
    whole = plain()
    late = whole[:-12] + gama(100_000) + whole[-12:]
    assert read_bytes(late, "a").icc_profile is None
    spoilt = gama(55556)[:-1] + b"?"
    assert name_of(profile_in(spoilt, gama(100_000))) == "PNG gamma 1.0"


@pytest.mark.parametrize(
    "chunks",
    [
        [gama(0)], [gama(1)], [gama(2**32 - 1)], [gama(9_999)], [gama(500_001)],
        [chunk(b"gAMA", b"")], [chunk(b"gAMA", b"\0\1")], [chunk(b"gAMA", bytes(3000))],
        [chunk(b"cHRM", b"odd")], [chrm(*ADOBE[:6])], [chrm(*ADOBE, 1)], [chrm(*[0] * 8)],
        [chrm(*[2**32 - 1] * 8)], [chunk(b"sRGB", b"")], [chunk(b"cICP", b"")],
        [chrm(31270, 0, *ADOBE[2:])],
        [chrm(31270, 90000, *ADOBE[2:])],
        [chrm(*ADOBE[:2], 80000, 80000, *ADOBE[4:])],
        [chrm(31270, 32900, 30000, 30000, 40000, 40000, 50000, 50000)],  # on one line
        [chrm(31270, 32900, *[33333] * 6)],
        [chrm(31270, 32900, 64000, 33000, 60000, 35000, 62000, 30000)],  # no white among these
        [gama(0), chrm(*[0] * 8)],
        [gama(100_000)[:-1] + b"?"],
    ],
)  # fmt: skip
def test_what_is_absurd_is_passed_over(chunks: list[bytes]) -> None:
    picture = read_bytes(told(*chunks), "a")
    assert picture.icc_profile is None
    np.testing.assert_array_equal(picture.pixels, PIXELS)


def test_one_that_is_absurd_leaves_the_other() -> None:
    assert name_of(profile_in(gama(100_000), chrm(*[0] * 8))) == "PNG gamma 1.0"
    told_alone = name_of(profile_in(gama(0), chrm(*ADOBE)))
    assert told_alone == "PNG, sRGB's curve, primaries of its own"


@given(
    st.integers(0, 2**32 - 1) | st.integers(0, 600_000),
    st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 100_000), min_size=8, max_size=8),
    st.booleans(),
)
def test_whatever_they_hold_there_is_a_sound_profile_or_none(gamma, points, gray: bool) -> None:
    chunks = {b"gAMA": struct.pack(">L", gamma), b"cHRM": struct.pack(">8L", *points)}
    profile = png_colour.profile_of(chunks, gray)
    if profile is not None:
        check_profile(profile)


@given(st.lists(st.integers(-3000, 3000), min_size=8, max_size=8), st.integers(10_000, 500_000))
def test_primaries_of_any_screen_make_a_sound_profile(shifts, gamma: int) -> None:
    points = np.add(NTSC, shifts)
    profile = profile_in(gama(gamma), chrm(*map(int, points)))
    assert profile is not None
    check_profile(profile)
    assert QColorSpace.fromIccProfile(profile).isValid()


def check_profile(profile: bytes) -> None:
    """ICC.1:2001-04: sizes, places, what must be there; Little CMS reads and uses it."""
    size, version = struct.unpack(">L4xL", profile[:12])
    assert (size, version, profile[36:40]) == (len(profile), 0x02400000, b"acsp")
    count = struct.unpack(">L", profile[128:132])[0]
    names = set()
    for start in range(132, 132 + 12 * count, 12):
        name, place, length = struct.unpack(">4sLL", profile[start : start + 12])
        names.add(name)
        assert place % 4 == 0
        assert 132 + 12 * count <= place <= place + length <= size
    colours = {b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"}
    own = {b"kTRC"} if profile[16:20] == b"GRAY" else colours
    assert names == {b"desc", b"cprt", b"wtpt"} | own
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    mode = "L" if own == {b"kTRC"} else "RGB"
    assert opened.profile.xcolor_space.strip() == ("GRAY" if mode == "L" else "RGB")
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    transform = ImageCms.buildTransform(opened, srgb, mode, "RGB")
    white = ImageCms.applyTransform(Image.new(mode, (1, 1), "white"), transform)
    assert white is not None
    assert min(white.getpixel((0, 0))) >= 254


def test_colorants_make_the_white_of_profiles() -> None:
    """Adobe RGB's are known: those in Adobe's own profile."""
    profile = profile_in(gama(45470), chrm(*ADOBE))
    assert profile is not None
    found = {}
    for start in range(132, 132 + 12 * 9, 12):
        name, place, length = struct.unpack(">4sLL", profile[start : start + 12])
        if profile[place : place + 4] == b"XYZ ":
            found[name] = np.frombuffer(profile[place + 8 : place + length], ">i4") / 65536
    np.testing.assert_allclose(found[b"rXYZ"], [0.60974, 0.31111, 0.01947], atol=2e-4)
    np.testing.assert_allclose(found[b"gXYZ"], [0.20528, 0.62567, 0.06087], atol=2e-4)
    np.testing.assert_allclose(found[b"bXYZ"], [0.14919, 0.06322, 0.74457], atol=2e-4)
    total = found[b"rXYZ"] + found[b"gXYZ"] + found[b"bXYZ"]
    np.testing.assert_allclose(total, [0.9642, 1, 0.8249], atol=1e-4)
    np.testing.assert_allclose(found[b"wtpt"], [0.9505, 1, 1.0891], atol=2e-4)
    check_profile(profile)


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp"])
@pytest.mark.parametrize("gray", [False, True])
def test_saving_keeps_it(tmp_path: Path, ending: str, gray: bool) -> None:
    whole = plain(PIXELS[..., 0] if gray else PIXELS)
    picture = read_bytes(told(gama(100_000), whole=whole), "a")
    path = tmp_path / f"b.{ending}"
    saved = write_picture(picture, path)
    again = read_picture(path)
    if gray and ending == "webp":  # which has no gray pixels
        assert again.icc_profile is None
        assert any("colour profile, for gray, is left out" in loss for loss in saved.losses)
        return
    assert again.icc_profile == picture.icc_profile
    with Image.open(path) as image:
        assert image.info["icc_profile"] == picture.icc_profile
        assert "gamma" not in image.info


def test_info_tells_it(tmp_path: Path, capsys) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(told(gama(55556)))
    assert main(["info", str(path)]) == 0
    assert "PNG gamma 1.8" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("convert") is None, reason="ImageMagick is not installed")
@pytest.mark.parametrize(
    ("colours", "gamma"),
    [("sRGB", 45455), ("Gray", 45455), ("RGB", 100_000), ("LinearGray", 100_000)],
)
def test_what_imagemagick_writes(tmp_path: Path, colours: str, gamma: int) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(PIXELS).save(tmp_path / "a.ppm")
    subprocess.run(["convert", tmp_path / "a.ppm", "-colorspace", colours, path], check=True)
    data = path.read_bytes()
    assert gama(gamma) in data
    assert b"sRGB" not in data
    found = read_picture(path).icc_profile
    assert (found is None) if gamma == 45455 else (name_of(found) == "PNG gamma 1.0")


def test_what_comes_with_the_program_is_as_it_was() -> None:
    for path in sorted(RESOURCES.rglob("*.png")):
        with Image.open(path) as image:
            assert read_picture(path).icc_profile == image.info.get("icc_profile"), path
