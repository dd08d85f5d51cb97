"""The algebra of kernels: pure functions from kernels to kernels, one noun a module.

All of them mean ``weights / divisor``: what a result says of a picture follows from that, however
the two are shared out. The anchor follows its weight wherever that goes. Results are named Custom.
"""

from convstudio.kernel.algebra.approximation import Approximation, approximated
from convstudio.kernel.algebra.combination import (
    added,
    blended_with_identity,
    interpolated,
    subtracted,
)
from convstudio.kernel.algebra.convolution import convolved, largest_power, power
from convstudio.kernel.algebra.frame import cropped, padded
from convstudio.kernel.algebra.integers import Integerised, integerised
from convstudio.kernel.algebra.norms import (
    NORMS,
    Norm,
    Through,
    divided_out,
    normalised,
    zero_mean,
)
from convstudio.kernel.algebra.rotation import (
    flipped_left_right,
    flipped_up_down,
    rotated_45,
    rotated_90,
    transposed,
)
from convstudio.kernel.algebra.scale import negated, scaled

__all__ = [
    "NORMS",
    "Approximation",
    "Integerised",
    "Norm",
    "Through",
    "added",
    "approximated",
    "blended_with_identity",
    "convolved",
    "cropped",
    "divided_out",
    "flipped_left_right",
    "flipped_up_down",
    "integerised",
    "interpolated",
    "largest_power",
    "negated",
    "normalised",
    "padded",
    "power",
    "rotated_45",
    "rotated_90",
    "scaled",
    "subtracted",
    "transposed",
    "zero_mean",
]
