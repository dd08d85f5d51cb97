"""Kernel files and the library of presets made of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from convstudio.errors import KernelFileError
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import load_library, read_kernel

_ENTRY = {
    "name": "Mean",
    "description": "The mean.",
    "source": "Anon., 1900",
    "divisor": 9,
    "weights": [[1, 1, 1]] * 3,
}


def _kernel_file(path: Path, **changes: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**_ENTRY, **changes}), encoding="utf-8")
    return path


def _refusal(path: Path) -> KernelFileError:
    with pytest.raises(KernelFileError) as caught:
        read_kernel(path)
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_kernel_file_is_read_as_it_stands(tmp_path: Path) -> None:
    kernel = read_kernel(_kernel_file(tmp_path / "mean.json"))
    assert kernel == Kernel(((1, 1, 1),) * 3, 9, "Mean", "The mean.", "Anon., 1900")


def test_a_file_without_a_divisor_divides_by_1(tmp_path: Path) -> None:
    path = tmp_path / "mean.json"
    path.write_text(json.dumps({k: v for k, v in _ENTRY.items() if k != "divisor"}))
    assert read_kernel(path).divisor == 1


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    error = _refusal(tmp_path / "none.json")
    assert str(error) == f"“{tmp_path / 'none.json'}” cannot be read: it is not there."


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert str(_refusal(tmp_path)) == f"“{tmp_path}” is a folder or a device, no kernel file."


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"name": "\xff"}', b"[" * 100_000, b"NaN"],
    ids=["empty", "cut short", "list", "null", "no UTF-8", "bad text", "nested", "NaN"],
)
def test_a_file_that_is_no_kernel_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    assert str(_refusal(path)).startswith("“bad.json” is not a kernel file: ")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weights": [[1, "a", 1]] * 3}, "weights[0][1] should be a number, and is a text."),
        ({"weights": 1}, "weights should be a list, and is a number."),
        ({"extra": 1}, "it has the unknown field “extra”."),
        ({"name": 5}, "name should be a text, and is a number."),
    ],
)
def test_a_field_that_is_wrong_is_named(tmp_path: Path, changes, words: str) -> None:
    error = _refusal(_kernel_file(tmp_path / "bad.json", **changes))
    assert str(error).startswith("“bad.json” is not a kernel file: ")
    assert words in str(error)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weights": [[1, 1], [1]]}, "kernel must be a rectangle of numbers"),
        ({"weights": [[1] * 64]}, "kernel columns must be from 1 to 63; 64 was given"),
        ({"weights": []}, "kernel must be a rectangle of numbers"),
        ({"divisor": 0}, "divisor must be a number other than 0"),
        ({"weights": [[1e300]]}, "weight must be between"),
    ],
)
def test_a_kernel_that_the_studio_refuses_is_told_why(tmp_path, changes, message: str) -> None:
    error = _refusal(_kernel_file(tmp_path / "bad.json", **changes))
    assert error.message.startswith(f"“bad.json”: {message}")


def test_a_file_of_more_than_a_mebibyte_is_not_even_read(tmp_path: Path) -> None:
    path = _kernel_file(tmp_path / "huge.json", description="x" * (1 << 20))
    assert str(_refusal(path)) == "“huge.json” is too large to be a kernel file (over 1 MiB)."


def test_the_library_takes_groups_from_folders_and_names_from_files(tmp_path: Path) -> None:
    _kernel_file(tmp_path / "smooth" / "mean.json")
    _kernel_file(tmp_path / "edge" / "b.json", weights=[[2]])
    _kernel_file(tmp_path / "edge" / "a.json", weights=[[3]])
    library = load_library(tmp_path)
    assert [(p.group, p.identifier) for p in library.presets] == [
        ("Smooth", "mean"),
        ("Edge", "a"),
        ("Edge", "b"),
    ]
    assert {g: len(found) for g, found in library.groups.items()} == {"Smooth": 1, "Edge": 2}


def test_a_broken_file_in_the_library_is_named(tmp_path: Path) -> None:
    _kernel_file(tmp_path / "smooth" / "mean.json")
    (tmp_path / "smooth" / "zz.json").write_text("{")
    with pytest.raises(KernelFileError, match=r"“zz\.json” is not a kernel file"):
        load_library(tmp_path)


def test_a_kernel_is_found_by_its_identifier_and_by_its_numbers(tmp_path: Path) -> None:
    _kernel_file(tmp_path / "smooth" / "mean.json")
    library = load_library(tmp_path)
    assert library.named("mean").name == "Mean"
    assert library.matching(Kernel(((1, 1, 1),) * 3, 9)) is library.presets[0]
    assert library.matching(Kernel(((1, 1, 1),) * 3, 8)) is None


def test_an_unknown_name_is_told_with_those_that_come_near(tmp_path: Path) -> None:
    for name in ("sobel-x", "sobel-y", "mean"):
        _kernel_file(tmp_path / "all" / f"{name}.json")
    with pytest.raises(KernelFileError) as caught:
        load_library(tmp_path).named("sobel")
    assert caught.value.message == "There is no kernel named “sobel”."
    assert caught.value.hint in (
        "Similar: sobel-x, sobel-y.",
        "Similar: sobel-y, sobel-x.",
    )
    with pytest.raises(KernelFileError, match=r"Known kernels: mean, sobel-x, sobel-y\."):
        load_library(tmp_path).named("????")


def test_of_many_kernels_a_hint_names_some(tmp_path: Path) -> None:
    for number in range(30):
        _kernel_file(tmp_path / "all" / f"k-{number}.json", weights=[[number]])
    with pytest.raises(KernelFileError, match=r"k-0, k-1, k-2, .*, k-19 and 10 more\."):
        load_library(tmp_path).named("????")
