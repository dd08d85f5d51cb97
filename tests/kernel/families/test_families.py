"""What holds for every family at every setting, and what is refused."""

from __future__ import annotations

import contextlib
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convstudio.errors import (
    ArgumentTypeError,
    ArgumentValueError,
    ConvStudioError,
    KernelFileError,
)
from convstudio.kernel.families import (
    FAMILIES,
    Choice,
    Family,
    Number,
    Parameter,
    Settings,
    family,
)
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.recipe import Recipe
from convstudio.kernel.recipes import remake

IDENTIFIERS = [each.identifier for each in FAMILIES]


def values(parameter: Parameter) -> st.SearchStrategy:
    if isinstance(parameter, Number):
        if parameter.whole:
            return st.integers(int(parameter.low), int(parameter.high)).map(float)
        return st.floats(parameter.low, parameter.high)
    if isinstance(parameter, Choice):
        return st.sampled_from([name for name, _ in parameter.options])
    return st.booleans()


@st.composite
def made(draw: st.DrawFn) -> tuple[Family, Settings]:
    one = draw(st.sampled_from(FAMILIES))
    drawn = tuple((p.name, draw(values(p))) for p in one.parameters)
    sizes = st.integers(1, 63)
    size = draw(st.none() | st.tuples(sizes, sizes))
    return one, Settings(drawn, size, draw(st.booleans()))


def determined(settings: Settings) -> bool:
    window, order = settings.number("window"), settings.number("order")
    return window % 2 == 1 and order < window and settings.number("derivative") <= order


@given(made())
def test_every_setting_makes_a_kernel_or_says_why_not(case: tuple[Family, Settings]) -> None:
    one, settings = case
    if one.identifier == "savitzky-golay":
        assume(determined(settings))
    kernel = one.kernel(settings)
    array = kernel.array
    assert np.isfinite(array).all()
    assert kernel.shape == one.size_of(settings)
    slack = 1e-12 * max(np.abs(array).sum(), 1e-300)
    if one.total == "1":
        assert kernel.total == pytest.approx(1.0, abs=slack + 1e-12)
    if one.total == "0":
        assert abs(kernel.total) <= slack
    assert kernel.name.startswith(one.label)


@given(made())
def test_a_recipe_makes_the_same_kernel_and_settings_again(case: tuple[Family, Settings]) -> None:
    one, settings = case
    recipe = one.recipe(settings)
    again = one.settings(recipe)
    assert again.values == settings.values
    assert again.integrated == settings.integrated
    assert again.size == (settings.size if one.sized_by_hand else None)
    try:
        kernel = one.kernel(settings)
    except ArgumentValueError:
        return
    assert remake(recipe) == kernel


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_the_automatic_size_is_odd_and_at_most_63(identifier: str) -> None:
    one = family(identifier)
    for high in (False, True):
        settings = one.defaults
        for parameter in one.parameters:
            if isinstance(parameter, Number) and not parameter.whole:
                settings = settings.with_value(
                    parameter.name, parameter.high if high else parameter.low
                )
        rows, columns = one.size_of(settings)
        assert rows % 2 == columns % 2 == 1
        assert max(rows, columns) <= 63


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_defaults_lie_in_their_ranges(identifier: str) -> None:
    for parameter in family(identifier).parameters:
        assert parameter.checked(parameter.default) == parameter.default
        assert parameter.help.rstrip().endswith(".")


@given(st.floats(-180, 180), st.integers(1, 4), st.booleans())
def test_a_derivative_turned_by_half_a_turn_is_itself_or_its_negative(angle, order, mean) -> None:
    def at(degrees: float) -> np.ndarray:
        settings = family("steerable").defaults.with_value("order", float(order))
        return (
            family("steerable")
            .kernel(settings.with_value("angle", degrees).with_integrated(mean))
            .array
        )

    other = angle - 180 if angle > 0 else angle + 180
    np.testing.assert_allclose(at(other), (-1) ** order * at(angle), atol=1e-12)


@pytest.mark.parametrize("identifier", ["gaussian", "motion", "gabor", "steerable", "emboss"])
@pytest.mark.parametrize("mean", [False, True])
def test_a_quarter_more_turns_the_kernel_counter_clockwise(identifier: str, mean: bool) -> None:
    one = family(identifier)
    settings = one.defaults.with_integrated(mean)
    if identifier == "gaussian":
        settings = settings.with_value("round", False)

    def at(degrees: float) -> np.ndarray:
        return one.kernel(settings.with_value("angle", degrees)).array

    np.testing.assert_allclose(at(110.0), np.rot90(at(20.0)), atol=1e-9)


def test_right_is_0_degrees_and_up_is_90() -> None:
    def slope(degrees: float) -> tuple[float, float]:
        array = (
            family("steerable")
            .kernel(family("steerable").defaults.with_value("angle", degrees))
            .array
        )
        y, x = np.mgrid[-4:5, -4:5]
        return float(np.sum(array * x)), float(np.sum(array * y))

    assert slope(0.0) == pytest.approx((1, 0), abs=1e-3)
    assert slope(90.0) == pytest.approx((0, -1), abs=1e-3)


def test_a_kernel_of_even_size_stays_on_its_anchor() -> None:
    settings = family("gaussian").defaults.with_size((4, 6))
    kernel = family("gaussian").kernel(settings)
    assert np.unravel_index(kernel.array.argmax(), (4, 6)) == kernel.anchored_at == (1, 2)


def test_a_box_over_pixels_is_shared_at_its_edges() -> None:
    settings = family("box").defaults.with_value("width", 4.0)
    array = family("box").kernel(settings).array * 16
    np.testing.assert_allclose(array[2], [0.5, 1, 1, 1, 0.5])
    assert array[0, 0] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"window": 4.0}, "Window must be odd; 4 was given."),
        ({"window": 3.0, "order": 3.0}, "Order must be below the window, 3; 3 was given."),
        ({"derivative": 3.0}, "Derivative must be at most the order, 2; 3 was given."),
    ],
)
def test_settings_that_contradict_each_other_are_named(values, message: str) -> None:
    one = family("savitzky-golay")
    settings = one.defaults
    for name, value in values.items():
        settings = settings.with_value(name, value)
    with pytest.raises(ArgumentValueError) as refused:
        one.kernel(settings)
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ((("sigma", math.nan),), ArgumentValueError, "Parameter σ must be from 0.2 to 20 px; nan"),
        ((("sigma", math.inf),), ArgumentValueError, "inf was given"),
        ((("sigma", 10**400),), ArgumentValueError, "inf was given"),
        (
            (("sigma", 0.0),),
            ArgumentValueError,
            "Parameter σ must be from 0.2 to 20 px; 0 was given",
        ),
        ((("sigma", "1"),), ArgumentTypeError, "Parameter σ must be a number; “1” was given"),
        ((("sigma", True),), ArgumentTypeError, "Parameter σ must be a number; True was given"),
        ((("round", 1.0),), ArgumentTypeError, "One σ must be true or false; 1.0 was given"),
        ((("sgima", 1.0),), ArgumentValueError, "“sgima” was given"),
        ((("size", "64×3"),), ArgumentValueError, "kernel rows must be from 1 to 63"),
        ((("size", "three"),), ArgumentValueError, "“three” was given"),
        ((("size", "3×²"),), ArgumentValueError, "“3×²” was given"),
        ((("size", 3.0),), ArgumentValueError, "“3.0” was given"),
        ((("sampling", "often"),), ArgumentValueError, "point or integrated; “often” was given"),
        (
            tuple((str(i), 1.0) for i in range(10**4)),
            ArgumentValueError,
            "at most 100 settings; one of 10,000 was given",
        ),
    ],
)
def test_a_hostile_recipe_is_refused_in_words(settings, error, words: str) -> None:
    with pytest.raises(error) as refused:
        remake(Recipe("family", "gaussian", settings))
    assert words in refused.value.message


def test_an_unknown_family_is_named_with_those_near() -> None:
    with pytest.raises(KernelFileError) as refused:
        remake(Recipe("family", "gausian"))
    assert refused.value.message == "There is no family named “gausian”."
    assert refused.value.hint == "Families: gaussian."


def test_a_whole_number_must_be_whole() -> None:
    with pytest.raises(ArgumentValueError, match=r"whole number from 1 to 4; 1\.5"):
        remake(Recipe("family", "steerable", (("order", 1.5),)))


_NAMES = st.sampled_from(["sigma", "size", "sampling", "round", "order", "@rows", "s", "s@low", ""])
_VALUES = (
    st.floats()
    | st.booleans()
    | st.text(max_size=8)
    | st.integers()
    | st.sampled_from(["auto", "9×9", "point", "integrated"])
)


@given(
    st.sampled_from(["family", "formula"]),
    st.sampled_from([*IDENTIFIERS, "x*s", "1/s", ""]) | st.text(max_size=20),
    st.lists(st.tuples(_NAMES | st.text(max_size=8), _VALUES), max_size=6).map(tuple),
)
def test_whatever_a_recipe_says_it_makes_a_kernel_or_is_refused(origin, text, settings) -> None:
    with contextlib.suppress(ConvStudioError):
        assert isinstance(remake(Recipe(origin, text, settings)), Kernel)
