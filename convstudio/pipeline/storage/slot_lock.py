"""A lock that dies with its process, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Self

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:  # what Windows calls it
            raise BlockingIOError(error.errno, "locked") from error
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # flock and not lockf: the latter is given back when any file of that name is closed.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class SlotLock:
    """A file that is locked. No other process has it, and no other place in this one."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def taken(cls, path: Path) -> Self:
        """The lock on a file, which is made if it is not there; nobody is waited for.

        Raises:
            BlockingIOError: another has it.
            OSError: the file cannot be made, or its file system knows no locks.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _lock(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Gives it back; a second time nothing happens."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
