"""How much memory there is, asked before a large array is made: a system that has none left kills.

Linux tells in /proc/meminfo what all programs together may still take, and in the control groups
(version 1 and 2; containers are made of them) what this one may. Elsewhere ``sysconf`` is asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LARGEST_SIDE = 1 << 25  # pixels of a picture or a map: Qt counts the bits of a row in 32
# Where nobody tells: what ordinary machines have, of which a picture may take the most.
SUPPOSED = 4 << 30
# Left for the window, the tiles being computed and everybody else.
_RESERVE = 256 << 20
_V1, _V2 = "sys/fs/cgroup/memory", "sys/fs/cgroup"


def available(root: Path = Path("/")) -> int | None:
    """Bytes that this process can take before the system runs short; None if nobody tells.

    Args:
        root: where proc and sys are found.
    """
    told = _meminfo(root).get("MemAvailable")
    groups = [limit - used for limit, used in _groups(root)]
    found = [*groups, *([told] if told is not None else [])]
    return max(min(found), 0) if found else _sysconf("SC_AVPHYS_PAGES")


@cache
def total(root: Path = Path("/")) -> int | None:
    """Bytes that this process could take if nobody else took any; None if nobody tells."""
    told = _meminfo(root).get("MemTotal")
    found = [*(limit for limit, _ in _groups(root)), *([told] if told is not None else [])]
    return min(found) if found else _sysconf("SC_PHYS_PAGES")


def room() -> int:
    """Bytes that one more picture or map may take now: what is free, but for a reserve."""
    free = available()
    return SUPPOSED if free is None else max(free - _RESERVE, 0)


def capacity() -> int:
    """Bytes that a map could ever take here."""
    most = total()
    return SUPPOSED if most is None else most


def in_words(count: float) -> str:
    """Bytes in GiB with one digit, below a tenth of one in MiB."""
    return f"{count / 2**30:,.1f} GiB" if count >= 2**30 / 10 else f"{count / 2**20:,.0f} MiB"


def _meminfo(root: Path) -> dict[str, int]:
    """Bytes by the names of /proc/meminfo, which counts in kB of 1024."""
    found = {}
    for line in _read(root / "proc/meminfo").splitlines():
        name, _, rest = line.partition(":")
        number = rest.split()
        if number and number[0].isdigit():
            found[name] = int(number[0]) * 1024
    return found


def _groups(root: Path) -> Iterator[tuple[int, int]]:
    """(limit, used) of each control group around this process that has a limit."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        if controllers == "":
            yield from _limits(root / _V2, path, "memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            yield from _limits(root / _V1, path, *names)


def _limits(
    mount: Path, path: str, limit: str, usage: str, reclaimed: str
) -> Iterator[tuple[int, int]]:
    """From the group up to the root of them: each limit holds for all below it.

    In a container the path may be the host's; then only the mount itself is there to be read.
    What files left in memory is given back when it is wanted, and counts as free.
    """
    parts = Path(path.strip("/")).parts
    for depth in range(len(parts), -1, -1):
        folder = mount.joinpath(*parts[:depth])
        most, used = (_number(folder / name) for name in (limit, usage))
        if most is not None and used is not None and most < 1 << 60:  # version 1's “no limit”
            yield most, max(used - _statistic(folder / "memory.stat", reclaimed), 0)


def _statistic(path: Path, name: str) -> int:
    for line in _read(path).splitlines():
        key, _, number = line.partition(" ")
        if key == name and number.isdigit():
            return int(number)
    return 0


def _number(path: Path) -> int | None:
    text = _read(path).strip()
    return int(text) if text.isdigit() else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except (OSError, ValueError):
        return ""


def _sysconf(name: str) -> int | None:
    """So many pages in bytes, where the system knows the name."""
    if name not in getattr(os, "sysconf_names", ()):
        return None
    pages, size = os.sysconf(name), os.sysconf("SC_PAGE_SIZE")
    return pages * size if pages > 0 and size > 0 else None
