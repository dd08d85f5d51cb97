"""NumPy's archives: arrays by their names."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from convstudio.errors import PictureReadError
from convstudio.imaging.contents import contents_of
from convstudio.imaging.reading import read_picture

_RANDOM = np.random.default_rng(4)
_MAP = _RANDOM.normal(size=(6, 7)).astype(np.float32)
_PHOTO = _RANDOM.integers(0, 256, (4, 5, 3), np.uint8)
_STACK = _RANDOM.integers(0, 65536, (5, 6, 9), np.uint16)


@pytest.fixture(params=[np.savez, np.savez_compressed])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Three arrays that are pictures, and some that are none."""
    path = tmp_path / "arrays.npz"
    request.param(
        path, name=np.array("text"), map=_MAP, photo=_PHOTO, stack=_STACK, nothing=np.zeros((0, 3))
    )
    return path


def test_arrays_that_are_pictures_are_listed(archive: Path) -> None:
    contents = contents_of(archive)
    assert contents.format == "NumPy archive"
    assert contents.has_choice
    told = [(p.name, p.label, p.width, p.height, p.kind) for p in contents.parts]
    assert told == [
        ("map", "map", 7, 6, "32-bit float gray"),
        ("photo", "photo", 5, 4, "8-bit RGB"),
        *((f"stack:{k}", f"stack, picture {k}", 9, 6, "16-bit gray") for k in range(1, 6)),
    ]


def test_an_array_opens_by_its_name(archive: Path) -> None:
    np.testing.assert_array_equal(read_picture(archive, "map").pixels[..., 0], _MAP)
    photo = read_picture(archive, "photo")
    np.testing.assert_array_equal(photo.pixels, _PHOTO)
    assert (photo.part, photo.path) == ("photo", archive)


def test_without_a_name_the_first_picture_opens(archive: Path) -> None:
    picture = read_picture(archive)
    assert picture.part == "map"
    np.testing.assert_array_equal(picture.pixels[..., 0], _MAP)


@pytest.mark.parametrize("number", range(1, 6))
def test_a_picture_of_a_stack_opens_by_its_number(archive: Path, number: int) -> None:
    picture = read_picture(archive, f"stack:{number}")
    assert picture.part == f"stack:{number}"
    np.testing.assert_array_equal(picture.pixels[..., 0], _STACK[number - 1])
    assert read_picture(archive, "stack").part == "stack:1"


def test_a_name_that_is_not_there_is_told_with_those_that_are(archive: Path) -> None:
    with pytest.raises(PictureReadError) as caught:
        read_picture(archive, "maps")
    assert str(caught.value) == (
        "“arrays.npz” has no array “maps”: it holds “map”, “photo”, “stack”."
    )
    with pytest.raises(PictureReadError, match="has no picture “6”: it has pictures 1 to 5"):
        read_picture(archive, "stack:6")


def test_one_array_is_no_choice(tmp_path: Path) -> None:
    path = tmp_path / "one.npz"
    np.savez(path, only=_MAP)
    (part,) = contents_of(path).parts
    assert (part.name, part.label) == ("", "only")
    assert read_picture(path).part == ""
    np.testing.assert_array_equal(read_picture(path, "only").pixels[..., 0], _MAP)


def test_names_with_colons_and_folders_are_names(tmp_path: Path) -> None:
    path = tmp_path / "odd.npz"
    np.savez(path, **{"a:2": _MAP, "layers/0": _PHOTO})
    assert [part.name for part in contents_of(path).parts] == ["a:2", "layers/0"]
    np.testing.assert_array_equal(read_picture(path, "a:2").pixels[..., 0], _MAP)
    np.testing.assert_array_equal(read_picture(path, "layers/0").pixels, _PHOTO)


def test_an_archive_of_other_things_is_told(tmp_path: Path) -> None:
    path = tmp_path / "letter.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear Sir")
    with pytest.raises(PictureReadError) as caught:
        read_picture(path)
    assert str(caught.value) == (
        "“letter.npz” is an archive without a picture: it holds no arrays."
    )


def test_spoilt_numbers_do_not_bear_out_their_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, only=_MAP)
    data = bytearray(path.read_bytes())
    data[data.index(_MAP.tobytes()) + 9] ^= 1
    path.write_bytes(data)
    with pytest.raises(PictureReadError, match="Bad CRC-32"):
        read_picture(path)


def test_an_array_of_zeros_that_is_no_bomb_opens(tmp_path: Path) -> None:
    path = tmp_path / "zeros.npz"
    np.savez_compressed(path, only=np.zeros((3000, 3000), np.uint8))
    assert path.stat().st_size < 3000 * 3000 / 800
    assert zlib.crc32(read_picture(path).pixels.tobytes()) == zlib.crc32(bytes(9_000_000))


@pytest.mark.parametrize("mark", [b"PK\5\6", b"PK\6\6", b"PK\6\7"])
def test_an_array_may_hold_the_letters_of_a_directory(tmp_path: Path, mark: bytes) -> None:
    pixels = np.full((8, 8), 255, np.uint8)
    pixels[4, :4] = np.frombuffer(mark, np.uint8)
    np.savez(tmp_path / "letters.npz", a=pixels)
    found = read_picture(tmp_path / "letters.npz").pixels
    np.testing.assert_array_equal(found[..., 0], pixels)


@pytest.mark.parametrize("apart", [0, 40])
def test_a_large_directory_is_refused_whichever_record_claims_it(tmp_path: Path, apart: int):
    """The larger record stands before its locator, or where that says that it does."""
    np.savez(tmp_path / "large.npz", a=np.ones((2, 2)))
    whole = (tmp_path / "large.npz").read_bytes()
    before, end = whole[:-22], whole[-22:]
    record = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, len(before), 1)
    (tmp_path / "large.npz").write_bytes(before + record + bytes(apart) + locator + end)
    with pytest.raises(PictureReadError, match=r"claims 1,099,511,627,776 bytes"):
        read_picture(tmp_path / "large.npz")
