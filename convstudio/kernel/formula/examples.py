"""Formulas to begin with."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.kernel.formula.settings import FormulaSettings, Slider


@dataclass(frozen=True)
class Example:
    """A formula with a name."""

    name: str
    settings: FormulaSettings


# With the factor that makes the sum 1, so that what is typed next need not be normalised.
FIRST = FormulaSettings(
    "exp(-(x**2+y**2)/(2*s**2)) / (2*pi*s**2)", (Slider("s", 1.4, 0.2, 10),), 9, 9
)

EXAMPLES = (
    Example(
        "Gaussian",
        FormulaSettings(
            "exp(-(x**2+y**2)/(2*s**2))", (Slider("s", 1.4, 0.2, 10),), 9, 9, 1, "sum 1"
        ),
    ),
    Example(
        "Ring",
        FormulaSettings(
            "gauss(r - radius, width)",
            (Slider("radius", 4, 0, 15), Slider("width", 0.8, 0.3, 5)),
            15,
            15,
            4,
            "sum 1",
        ),
    ),
    Example(
        "Edge at an angle",
        FormulaSettings(
            "(x*cos(a) - y*sin(a)) * gauss(r, s)",
            (Slider("a", 0.785, -3.142, 3.142), Slider("s", 1.2, 0.3, 5)),
            9,
            9,
            1,
            "zero mean",
        ),
    ),
    Example(
        "Stripes",
        FormulaSettings(
            "cos(2*pi*x/w + phase) * gauss(r, s)",
            (Slider("w", 6, 2, 30), Slider("phase", 0, -3.142, 3.142), Slider("s", 3, 0.5, 10)),
            19,
            19,
            1,
            "zero mean",
        ),
    ),
    Example(
        "Star",
        FormulaSettings(
            "(1 + cos(n*theta)) * gauss(r, s)",
            (Slider("n", 5, 0, 12), Slider("s", 4, 0.5, 10)),
            21,
            21,
            4,
            "sum 1",
        ),
    ),
    Example(
        "Spiral",
        FormulaSettings(
            "cos(theta - turn*r) * gauss(r, s)",
            (Slider("turn", 0.6, -3, 3), Slider("s", 4, 0.5, 10)),
            21,
            21,
            2,
            "zero mean",
        ),
    ),
    Example(
        "1 / r, and what stands at the centre",
        FormulaSettings("if(r == 0, c, 1/r)", (Slider("c", 2, 0, 10),), 9, 9, 1, "sum 1"),
    ),
    Example(
        "Half disc",
        FormulaSettings(
            "r <= radius and x > 0", (Slider("radius", 3.5, 0.5, 15),), 9, 9, 8, "sum 1"
        ),
    ),
    Example("Checkerboard", FormulaSettings("1 - 2*mod(x + y, 2)", (), 5, 5, 1, "none")),
)
