"""How much memory there is, from files as systems have them; and who is refused for want of it."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging import memory
from convstudio.imaging.memory import available, in_words, total
from convstudio.imaging.reading import read_picture

_GIB = 1 << 30


def _system(root: Path, files: dict[str, str]) -> Path:
    """A root with such files; /proc/meminfo tells of 16 GiB, of which 10 are available."""
    meminfo = "MemTotal: 16777216 kB\nMemFree: 99 kB\nMemAvailable: 10485760 kB\nHugePages: 0\n"
    for name, text in {"proc/meminfo": meminfo, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii")
    return root


def test_without_control_groups_the_system_alone_limits(tmp_path: Path) -> None:
    root = _system(tmp_path, {})
    assert (available(root), total(root)) == (10 * _GIB, 16 * _GIB)


def test_a_container_of_version_2_limits_what_it_has_not_used(tmp_path: Path) -> None:
    group = "sys/fs/cgroup"
    root = _system(
        tmp_path,
        {
            "proc/self/cgroup": "0::/\n",
            f"{group}/memory.max": f"{4 * _GIB}\n",
            f"{group}/memory.current": f"{3 * _GIB}\n",
            f"{group}/memory.stat": f"anon 5\ninactive_file {_GIB}\nactive_file 7\n",
        },
    )
    assert (available(root), total(root)) == (2 * _GIB, 4 * _GIB)


def test_the_tightest_group_above_counts_and_no_limit_is_none(tmp_path: Path) -> None:
    groups = "sys/fs/cgroup"
    root = _system(
        tmp_path,
        {
            "proc/self/cgroup": "0::/user.slice/app.scope\n",
            f"{groups}/user.slice/memory.max": f"{6 * _GIB}",
            f"{groups}/user.slice/memory.current": f"{_GIB}",
            f"{groups}/user.slice/app.scope/memory.max": "max\n",
            f"{groups}/user.slice/app.scope/memory.current": f"{_GIB}",
        },
    )
    assert (available(root), total(root)) == (5 * _GIB, 6 * _GIB)


@pytest.mark.parametrize("path", ["/", "/docker/0123abcd"])
def test_a_container_of_version_1_limits_whatever_path_it_tells(tmp_path, path: str) -> None:
    group = "sys/fs/cgroup/memory"
    root = _system(
        tmp_path,
        {
            "proc/self/cgroup": f"5:cpu,cpuacct:/\n4:memory:{path}\n0::/\n",
            f"{group}/memory.limit_in_bytes": f"{8 * _GIB}\n",
            f"{group}/memory.usage_in_bytes": f"{7 * _GIB}\n",
            f"{group}/memory.stat": f"total_inactive_file {2 * _GIB}\n",
        },
    )
    assert (available(root), total(root)) == (3 * _GIB, 8 * _GIB)


def test_version_1_writes_no_limit_as_a_huge_number(tmp_path: Path) -> None:
    group = "sys/fs/cgroup/memory"
    limits = {
        f"{group}/memory.limit_in_bytes": "9223372036854771712",
        f"{group}/memory.usage_in_bytes": "5",
        "proc/self/cgroup": "4:memory:/",
    }
    assert available(_system(tmp_path, limits)) == 10 * _GIB


def test_a_group_that_has_used_more_than_it_may_has_nothing_left(tmp_path: Path) -> None:
    group = "sys/fs/cgroup"
    limits = {
        "proc/self/cgroup": "0::/",
        f"{group}/memory.max": "100",
        f"{group}/memory.current": "150",
    }
    assert available(_system(tmp_path, limits)) == 0


def test_where_there_is_no_proc_sysconf_is_asked_and_nobody_need_know(
    tmp_path, monkeypatch
) -> None:
    told = {"SC_AVPHYS_PAGES": 1000, "SC_PHYS_PAGES": 3000, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(memory.os, "sysconf_names", told)
    monkeypatch.setattr(memory.os, "sysconf", told.__getitem__)
    assert (available(tmp_path), total(tmp_path)) == (4_096_000, 12_288_000)
    del told["SC_AVPHYS_PAGES"]
    assert available(tmp_path) is None


def test_where_nobody_tells_some_is_supposed(monkeypatch) -> None:
    monkeypatch.setattr(memory, "available", lambda: None)
    monkeypatch.setattr(memory, "total", lambda: None)
    assert memory.room() == memory.capacity() == memory.SUPPOSED


def test_a_reserve_is_left(monkeypatch) -> None:
    monkeypatch.setattr(memory, "available", lambda: _GIB)
    assert memory.room() == _GIB - (256 << 20)
    monkeypatch.setattr(memory, "available", lambda: 5)
    assert memory.room() == 0


def test_bytes_in_words() -> None:
    assert in_words(9.3 * _GIB) == "9.3 GiB"
    assert in_words(3 << 20) == "3 MiB"


# Who is refused


def _claiming(path: Path, width: int, height: int, colour: int, bits: int = 8) -> Path:
    """A PNG that claims a size and ends before its pixels."""
    Image.new("L" if colour == 0 else "RGB", (2, 2)).save(path)
    data = path.read_bytes()
    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")
    header += bytes([bits, colour, 0, 0, 0])
    path.write_bytes(data[:12] + header + zlib.crc32(header).to_bytes(4, "big") + data[33:])
    return path


def _refusal(path: Path) -> str:
    with pytest.raises(PictureReadError) as caught:
        read_picture(path)
    return str(caught.value)


def test_a_tiff_too_large_for_memory_is_refused_with_its_needs(tmp_path, monkeypatch) -> None:
    path = tmp_path / "slide.tif"
    small = np.zeros((2, 2, 3), np.uint8)
    tifffile.imwrite(path, small, photometric="rgb")
    data = path.read_bytes()
    for code in (256, 257, 278):  # width, height, rows of the only strip; 3 is TIFF's “short”
        for kind in (3, 4):
            entry = code.to_bytes(2, "little") + kind.to_bytes(2, "little") + b"\1\0\0\0"
            wide = code.to_bytes(2, "little") + b"\4\0\1\0\0\0" + (50000).to_bytes(4, "little")
            place = data.find(entry)
            if place >= 0:
                data = data[:place] + wide + data[place + 12 :]
    path.write_bytes(data)
    monkeypatch.setattr(memory, "available", lambda: int(5.35 * _GIB))
    assert _refusal(path) == (
        "“slide.tif” is too large for this computer: 50000 × 50000 pixels need about 9.3 GiB of "
        "memory, of which 5.1 GiB are free. Close other programs, or open a smaller picture."
    )


@pytest.mark.parametrize(
    ("colour", "bits", "needed"),
    [
        (0, 8, "4.7 GiB"),
        (2, 8, "16.3 GiB"),
        (6, 8, "23.3 GiB"),
        (0, 16, "9.3 GiB"),
        (2, 16, "27.9 GiB"),
    ],
)
def test_a_png_is_refused_by_what_pillow_will_take(tmp_path, monkeypatch, colour, bits, needed):
    path = _claiming(tmp_path / "a.png", 50000, 50000, colour, bits)
    monkeypatch.setattr(memory, "available", lambda: 4 * _GIB)
    assert f"50000 × 50000 pixels need about {needed} of memory, of which 3.8 GiB" in _refusal(path)


def test_a_gigapixel_of_gray_has_room_in_8_gib(tmp_path: Path, monkeypatch) -> None:
    path = _claiming(tmp_path / "a.png", 40000, 25000, 0)
    monkeypatch.setattr(memory, "available", lambda: 3 * _GIB)
    # It is not for want of memory, but for its 71 bytes, that it is refused.
    assert _refusal(path).startswith("“a.png” claims 40000 × 25000 pixels in a file of 71 bytes")


def test_arrays_and_tables_too_large_for_memory_are_refused(tmp_path: Path, monkeypatch) -> None:
    array, table = tmp_path / "a.npy", tmp_path / "a.csv"
    np.save(array, np.zeros((3000, 4000), np.float32))
    table.write_text("1,2\n" * 1000)
    monkeypatch.setattr(memory, "room", lambda: 10_000)
    assert _refusal(array).startswith(
        "“a.npy” is too large for this computer: 4000 × 3000 pixels need about 0.1 GiB of memory"
    )
    assert _refusal(table).startswith(
        "“a.csv” is too large for this computer: 4,000 characters of numbers need about 0 MiB"
    )
