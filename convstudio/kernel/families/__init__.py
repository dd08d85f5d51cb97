"""Families of kernels with parameters, in the order in which they are offered."""

from __future__ import annotations

import difflib

from convstudio.declarations import Choice, Number, Parameter, Switch
from convstudio.errors import KernelFileError
from convstudio.kernel.families.derivatives import EMBOSS, LOG, STEERABLE
from convstudio.kernel.families.family import Family, Settings
from convstudio.kernel.families.gaussians import DOG, GAUSSIAN, UNSHARP
from convstudio.kernel.families.savitzky_golay import SAVITZKY_GOLAY
from convstudio.kernel.families.shapes import BOX, CONE, DISC, MOTION
from convstudio.kernel.families.waves import GABOR, SINC

__all__ = ["FAMILIES", "Choice", "Family", "Number", "Parameter", "Settings", "Switch", "family"]

FAMILIES = (
    GAUSSIAN,
    BOX,
    DISC,
    CONE,
    MOTION,
    UNSHARP,
    LOG,
    DOG,
    GABOR,
    STEERABLE,
    EMBOSS,
    SAVITZKY_GOLAY,
    SINC,
)


def family(identifier: str) -> Family:
    """The family of that identifier.

    Raises:
        KernelFileError: there is none; the hint names those that come near.
    """
    known = {each.identifier: each for each in FAMILIES}
    if identifier in known:
        return known[identifier]
    near = difflib.get_close_matches(identifier[:64], known) or known
    raise KernelFileError(
        f"There is no family named “{identifier[:64]}”.", hint=f"Families: {', '.join(near)}."
    )
