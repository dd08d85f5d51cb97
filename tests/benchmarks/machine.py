"""The machine and the libraries: what a ratio holds for."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks import peers


def usable_cores() -> int:
    """The cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def thread_settings(threads: int) -> dict[str, str]:
    """What must stand in the environment before numpy and libvips are imported.

    OpenBLAS's idle threads spin for a tenth of a second after a product of ours, on the very cores
    that the peer then runs on: with two cores torch's small layers took a hundred times as long.
    2⁴ cycles send them to sleep at once, which costs our products a few per cent.
    """
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VIPS_CONCURRENCY")
    return dict.fromkeys(names, str(threads)) | {"OPENBLAS_THREAD_TIMEOUT": "4"}


def description(threads: int) -> dict[str, Any]:
    """Processor, cores, threads, and the versions of numpy, its BLAS and every peer."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    versions = {
        peer.distribution: _version(peer.distribution)
        for name, peer in peers.PEERS.items()
        if peers.load(name, threads) is not None
    }
    missing = {p.distribution: "not installed" for p in peers.PEERS.values()}
    return {
        "processor": _processor(),
        "usable cores": usable_cores(),
        "threads": threads,
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "numpy": np.__version__,
        "settings": " ".join(f"{k}={v}" for k, v in thread_settings(threads).items()),
        "BLAS": f"{blas.get('name', '?')} {blas.get('version', '?')}",
        **(missing | versions),
    }


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:  # built by hand, or from another distribution
        return "installed, version unknown"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
