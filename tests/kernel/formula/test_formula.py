"""Formulas: what they mean, where an error points, and that nothing else can happen."""

from __future__ import annotations

import contextlib
import math
import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from convstudio.errors import ArgumentTypeError, ArgumentValueError, Cancelled, FormulaError
from convstudio.kernel.formula import parse
from convstudio.kernel.formula.evaluator import evaluate
from convstudio.kernel.formula.examples import EXAMPLES
from convstudio.kernel.formula.functions import CONSTANTS, FUNCTIONS, VARIABLES
from convstudio.kernel.formula.settings import FormulaSettings, Slider, settings_of
from convstudio.kernel.formula.weights import formula_kernel
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.recipe import Recipe
from convstudio.kernel.recipes import remake


def value(text: str, **names: float) -> float:
    return float(evaluate(parse(text), names))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2+3*4", 14),
        ("(2+3)*4", 20),
        ("-2**2", -4),
        ("2**-1", 0.5),
        ("2^3^2", 512),
        ("-x²", -9),
        ("2x".replace("2x", "2·x"), 6),
        ("7 % 4", 3),
        ("10/4/5", 0.5),
        ("1 < 2", 1),
        ("1 < 2 < 2", 0),
        ("3 > 2 > 1", 1),
        ("1 ≤ 1 and 2 ≥ 3", 0),
        ("1 == 1 or 1/0", 1),
        ("not 1 == 2", 1),
        ("!0 && 1", 1),
        ("1 | 0", 1),
        ("if(x > 2, 10, 20)", 10),
        ("where(x < 2, 1/0, 5)", 5),
        ("min(3, x, 1+1) + max(x)", 5),
        ("atan2(1, 0)", math.pi / 2),
        ("sinc(0) + step(0) + step(-1)", 2),
        ("gauss(2, 2)", math.exp(-0.5)),
        ("hypot(3, 4)", 5),
        ("log(e) + log2(8) + log10(100) + ln(1)", 6),
        ("round(2.5) + floor(-0.5) + ceil(0.5) + sign(-4)", 1),
        ("clip(7, 0, x)", 3),
        ("π·θ", math.pi * 0.5),
        ("√x²", 3),
        ("1e3 + 1E-3 + .5", 1000.501),
    ],
)
def test_arithmetic_means_what_it_means_everywhere(text: str, wanted: float) -> None:
    assert value(text, x=3.0, theta=0.5) == pytest.approx(wanted, rel=1e-12)


def numbers() -> st.SearchStrategy[str]:
    return st.integers(0, 9).map(str) | st.sampled_from(["x", "y", "0.5", "2.5"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner).map(
            lambda parts: f"{parts[0]} {parts[1]} {parts[2]}"
        )
        | inner.map(lambda text: f"({text})")
        | inner.map(lambda text: f"-{text}")
    )


@given(st.recursive(numbers(), grown, max_leaves=12))
def test_precedence_is_pythons(text: str) -> None:
    # In the test alone: numpy's float64 for every number, so that divisions by 0 are infinite.
    names = {"x": np.float64(1.5), "y": np.float64(-2.0)}
    python = re.sub(r"(\d+\.?\d*)", r"f(\1)", text)
    with np.errstate(all="ignore"), contextlib.suppress(OverflowError):
        wanted = eval(python, {"f": np.float64, "__builtins__": {}, **names})  # noqa: S307
        found = value(text, x=1.5, y=-2.0)
        np.testing.assert_equal(found, float(wanted))


@pytest.mark.parametrize(
    ("text", "marked", "message"),
    [
        ("", "\n^", "the formula is empty."),
        ("1 +", "1 +\n   ^", "something is missing at the end."),
        ("(1", "(1\n^", "this bracket is not closed."),
        ("1)", "1)\n ^", "this bracket closes none that was opened."),
        ("2 x", "2 x\n  ^", "an operator is missing before “x”."),
        ("x.real", "x.real\n ^", "“.” has no meaning in a formula."),
        ("x[0]", "x[0]\n ^", "“[” has no meaning in a formula."),
        ("s = 2", "s = 2\n  ^", "“=” has no meaning in a formula."),
        ("1,5", "1,5\n ^", "a comma stands between the values of a function."),
        ("1 * / 2", "1 * / 2\n    ^", "a number, a name or a bracket should stand here, not “/”."),
        ("cos", "cos\n^^^", "cos is a function: its values stand in brackets after it."),
        ("3 + coz(x)", "3 + coz(x)\n    ^^^", "there is no function named “coz”."),
        ("x(2)", "x(2)\n^", "x is a number, no function."),
        ("atan2(1)", "atan2(1)\n^^^^^", "atan2 takes 2 values, not 1."),
        ("min()", "min()\n^^^", "min takes 1 to 16 values, not 0."),
        ("1 +\n 2 $ 3", " 2 $ 3\n   ^", "“$” has no meaning in a formula."),
        ("1\x00", "1\x00\n ^", "the character U+0000 has no meaning in a formula."),
        ("1e999", "1e999\n^^^^^", "1e999 is too large a number."),
        ("__import__('os')", "__import__('os')\n           ^", "“'” has no meaning in a formula."),
        ("__import__(1)", "__import__(1)\n^^^^^^^^^^", "there is no function named “__import__”."),
        ("lambda: 1", "lambda: 1\n      ^", "“:” has no meaning in a formula."),
    ],
)
def test_an_error_points_at_the_character(text: str, marked: str, message: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert refused.value.message == message
    assert refused.value.marked == marked


def test_what_is_no_variable_is_a_slider() -> None:
    assert parse("exp(-(x**2+y**2)/(2*s**2)) + r*theta*F + σ*pi").sliders == ("s", "σ")


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9**9",
        "(" * 5000 + "1" + ")" * 5000,
        "(" * 900 + "1" + ")" * 900,
        "-" * 1900 + "1",
        "2**" * 600 + "2",
        "not " * 400 + "1",
        "√" * 1900 + "1",
        "1" + "+1" * 990,
        "x" + "<x" * 900,
        "(((((((((x<x<x)<(x<x<x)<x)<x<x)<x<x)<x<x)<x<x)<x<x)<x<x)<x<x)",
        "+".join(f"n{i}" for i in range(300)),
        "sin(" * 400 + "x" + ")" * 400,
        "max(" + ",".join("x" * 300) + ")",
        "a" * 2000,
        "1" * 2000,
        "x" * 10**7,
    ],
)
@pytest.mark.usefixtures("no_stall")
def test_what_would_never_end_ends_at_once(text: str) -> None:
    settings = FormulaSettings(text, rows=63, columns=63, points=8)
    with contextlib.suppress(FormulaError):
        formula_kernel(settings)


@pytest.mark.usefixtures("no_stall")
def test_work_is_bounded_and_told() -> None:
    settings = FormulaSettings("+".join(["sin(x*y)"] * 99), rows=63, columns=63, points=8)
    with pytest.raises(FormulaError, match="125,483,904 computations; 60,000,000 are allowed"):
        formula_kernel(settings)


def refused_or_made(text: str) -> tuple[FormulaError | None, Kernel | None]:
    try:
        return None, formula_kernel(FormulaSettings(text, rows=5, columns=4))
    except FormulaError as error:
        return error, None


_PIECES = [*FUNCTIONS, *VARIABLES, *CONSTANTS, *"()+-*/^%,<>!&|²³√−×.eE0123456789 s\n", "**", "<="]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join) | st.text(max_size=60))
@hypothesis_settings(max_examples=600)
@example("\ud800")
@example("1²³²³")
@example("ﬁ(1)")
@example("٣+1")
@pytest.mark.usefixtures("no_stall")
def test_no_text_does_anything_but_make_a_kernel_or_be_refused(text: str) -> None:
    refusal, kernel = refused_or_made(text)
    if kernel is None:
        assert 0 <= refusal.start <= len(text)
        assert refusal.marked.count("\n") == 1
        return
    assert np.isfinite(kernel.array).all()
    assert remake(kernel.recipe) == kernel


def test_x_grows_to_the_right_and_y_downwards_from_the_anchor() -> None:
    kernel = formula_kernel(FormulaSettings("x + 10*y", rows=3, columns=4))
    assert kernel.weights == ((-11, -10, -9, -8), (-1, 0, 1, 2), (9, 10, 11, 12))
    assert kernel.anchored_at == (1, 1)


def test_theta_is_counter_clockwise_as_seen() -> None:
    kernel = formula_kernel(FormulaSettings("theta/pi", rows=3, columns=3))
    assert kernel.weights == ((0.75, 0.5, 0.25), (1, 0, 0), (-0.75, -0.5, -0.25))


def test_f_is_the_longer_side() -> None:
    kernel = formula_kernel(FormulaSettings("100*F + 10*F_v + F_h", rows=3, columns=5))
    assert kernel.weights[0][0] == 535


def test_sliders_have_values() -> None:
    settings = FormulaSettings("s*x", (Slider("s", 2.5),), 1, 3)
    assert formula_kernel(settings).weights == ((-2.5, 0, 2.5),)


@pytest.mark.parametrize("points", [2, 4, 8])
def test_more_points_give_the_mean_over_the_pixel(points: int) -> None:
    kernel = formula_kernel(FormulaSettings("x**3 + y**2", rows=3, columns=3, points=points))
    wanted = [[x**3 + x / 4 + y**2 + 1 / 12 for x in (-1, 0, 1)] for y in (-1, 0, 1)]
    np.testing.assert_allclose(kernel.array, wanted, atol=1e-12)


def test_normalising() -> None:
    gaussian = EXAMPLES[0].settings
    assert formula_kernel(gaussian).total == pytest.approx(1.0, abs=1e-15)
    edge = FormulaSettings("gauss(r, s)", gaussian.sliders, 7, 7, 1, "zero mean")
    assert formula_kernel(edge).total == 0.0
    with pytest.raises(FormulaError, match="the weights sum to 0"):
        formula_kernel(FormulaSettings("x", scaling="sum 1"))


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one.name)
def test_the_examples_make_kernels_and_name_their_sliders(one) -> None:
    kernel = formula_kernel(one.settings)
    assert parse(one.settings.text).sliders == tuple(s.name for s in one.settings.sliders)
    assert remake(kernel.recipe) == kernel
    assert settings_of(kernel.recipe) == one.settings


def test_a_value_that_is_not_finite_names_its_cell_and_the_character() -> None:
    with pytest.raises(FormulaError) as refused:
        formula_kernel(FormulaSettings("2 + 1/r"))
    error = refused.value
    assert error.message == "the formula is infinite at row 4, column 4 (x = 0, y = 0)."
    assert error.marked == "2 + 1/r\n     ^"
    assert "if(r == 0, 0, 1/r)" in error.hint
    with pytest.raises(FormulaError) as refused:
        formula_kernel(FormulaSettings("sqrt(x)"))
    assert refused.value.message == (
        "the formula is not a number at row 1, column 1 (x = −3, y = −3)."
    )
    with pytest.raises(FormulaError, match="the formula is 3e\\+13 at row 1, column 7"):
        formula_kernel(FormulaSettings("1e13*x*(x>0)"))


def test_the_centre_may_be_said() -> None:
    kernel = formula_kernel(FormulaSettings("if(r == 0, 7, 1/r)", rows=3, columns=3))
    assert kernel.weights[1] == (1, 7, 1)


def test_work_can_be_called_off() -> None:
    def check() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        formula_kernel(FormulaSettings("x"), check)


@pytest.mark.parametrize(
    ("text", "settings", "error"),
    [
        ("x", (("@rows", 64.0),), ArgumentValueError),
        ("x", (("@rows", 2.5),), ArgumentValueError),
        ("x", (("@rows", math.nan),), ArgumentValueError),
        ("x", (("@points", 3.0),), ArgumentValueError),
        ("x", (("@points", 1e300),), ArgumentValueError),
        ("x", (("@normalise", "twice"),), ArgumentValueError),
        ("x", (("@normalise", 1.0),), ArgumentValueError),
        ("x", (("@what", 1.0),), ArgumentValueError),
        ("s", (("s", "1"),), ArgumentTypeError),
        ("s", (("s", True),), ArgumentTypeError),
        ("s", (("s", math.inf),), ArgumentValueError),
        ("s", (("s", 1.0), ("s@low", 3.0), ("s@high", 2.0)), ArgumentValueError),
        ("s", (("sin", 1.0),), ArgumentValueError),
        ("s", (("a b", 1.0),), ArgumentValueError),
        ("s" * 10**6, (), ArgumentValueError),
        ("1/r", (), FormulaError),
        ("x.__class__", (), FormulaError),
    ],
)
def test_a_hostile_recipe_is_refused(text: str, settings, error) -> None:
    with pytest.raises(error):
        remake(Recipe("formula", text, settings))


def test_a_recipe_of_an_unknown_origin_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="family, formula or random; “dream” was given"):
        remake(Recipe("dream", "x"))  # type: ignore[arg-type]


def test_a_slider_moves_its_ends_out_to_its_value() -> None:
    assert Slider("s", 1.0, 0.0, 2.0).holding(5.0) == Slider("s", 5.0, 0.0, 5.0)


@pytest.mark.parametrize("text", ["nan", "x + inf", "Infinity*r"])
def test_what_is_no_number_is_no_slider_either(text: str) -> None:
    with pytest.raises(FormulaError, match="is no number that a weight can be made of"):
        parse(text)


def test_a_sign_is_quoted_as_it_was_typed() -> None:
    with pytest.raises(FormulaError, match="“!” cannot stand here"):
        parse("x!")
