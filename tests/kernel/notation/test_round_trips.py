"""What is written in a form is read back as the same operation, for any kernel it can say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import FORMS, Settings, recognise, write
from convstudio.kernel.recipe import Recipe
from tests.kernel.notation.operations import of_reading, of_settings

_WEIGHTS = st.one_of(
    st.integers(-99, 99).map(float),
    st.floats(-1e6, 1e6, allow_nan=False).filter(lambda v: v == 0 or abs(v) > 1e-9),
)
_DIVISORS = st.one_of(st.integers(1, 999).map(float), st.floats(1e-6, 1e6), st.floats(-1e6, -1e-6))


@st.composite
def kernels(draw: st.DrawFn, largest: int = 9, anchors: bool = True) -> Kernel:
    rows, columns = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    row = st.lists(_WEIGHTS, min_size=columns, max_size=columns).map(tuple)
    weights = tuple(draw(st.lists(row, min_size=rows, max_size=rows)))
    place = st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1))
    anchor = draw(st.none() | place) if anchors else None
    return Kernel(weights, draw(_DIVISORS), anchor=anchor)


# What each form carries: (divisor as typed, anchor, flip, bias).
_PLAIN = ("lists", "numpy", "matlab")


@pytest.mark.parametrize("form", _PLAIN)
@given(kernel=kernels(anchors=False))
def test_lists_and_matrices_bring_weights_and_divisor_back(form: str, kernel: Kernel) -> None:
    read = recognise(write(form, Settings(kernel)).text)
    assert read.kernel.weights == kernel.weights
    assert read.kernel.divisor == kernel.divisor
    assert read.kernel.anchored_at == kernel.anchored_at
    assert read.form in (form, "lists")


@given(kernel=kernels())
def test_json_brings_everything_of_the_kernel_back(kernel: Kernel) -> None:
    recipe = Recipe("family", "gaussian", (("σ", 1.5), ("size", "auto"), ("exact", True)))
    kernel = replace(kernel, name="“Mine” \\ ½", description="−1", source="a, b", recipe=recipe)
    read = recognise(write("json", Settings(kernel)).text)
    assert read.form == "json"
    assert read.kernel.same_numbers(kernel)
    assert read.kernel.recipe == recipe
    assert (read.kernel.name, read.kernel.description, read.kernel.source) == (
        kernel.name, kernel.description, kernel.source,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["tsv", "csv", "imagej"])
@given(kernel=kernels(anchors=False))
def test_rows_bring_the_weights_used_back(form: str, kernel: Kernel) -> None:
    written = write(form, Settings(kernel))
    read = recognise(written.text)
    if kernel.shape == (1, 1) or (len(written.text.split()) == 27):
        return  # one number, and the 27 of Photoshop, can be anything
    used = kernel if kernel.divisor == 1 else Kernel(
        tuple(tuple(w / kernel.divisor for w in row) for row in kernel.weights)
    )  # fmt: skip
    assert used.weights in [one.weights for one in read.kernels]
    assert (kernel.divisor != 1) == any("divisor" in warning for warning in written.warnings)


@pytest.mark.parametrize("form", ["imagemagick", "svg"])
@given(
    kernel=kernels(),
    flip=st.booleans(),
    bias=st.sampled_from([0.0, 0.5, -0.25, 0.1]),
    border=st.sampled_from(["zeros", "edge", "wrap"]),
    linear=st.booleans(),
)
def test_programs_do_the_same_with_what_is_written(
    form: str, kernel: Kernel, flip: bool, bias: float, border: str, linear: bool
) -> None:
    layer = Settings(kernel, flip=flip, bias=bias, border=border, linear_light=linear)
    written = write(form, layer)
    assert written.warnings == ()
    read = recognise(written.text)
    assert (read.form, read.border, read.linear_light) == (form, border, linear)
    field, read_bias = of_reading(read)
    np.testing.assert_allclose(field, of_settings(layer)[0], rtol=1e-15, atol=0)
    assert read_bias == pytest.approx(bias, rel=1e-15)
    if form == "imagemagick":
        assert read.flip == flip
        assert read.kernel.weights == kernel.weights
        assert read.kernel.divisor == pytest.approx(kernel.divisor, rel=1e-15)
    else:
        assert read.kernel.divisor == kernel.divisor


@given(st.integers(1, 9999))
def test_whole_divisors_come_back_whole_from_imagemagick(divisor: int) -> None:
    kernel = Kernel(((1, 2), (3, 4)), divisor)
    assert recognise(write("imagemagick", Settings(kernel)).text).kernel.divisor == divisor


@pytest.mark.parametrize("form", ["gimp", "photoshop"])
@given(
    kernel=kernels(largest=3, anchors=False),
    flip=st.booleans(),
    bias=st.sampled_from([0.0, 0.5, -0.25, 1.0]),
)
def test_5x5_matrices_bring_weights_divisor_and_offset_back(
    form: str, kernel: Kernel, flip: bool, bias: float
) -> None:
    layer = Settings(kernel, flip=flip, bias=bias, border="edge", linear_light=True)
    read = recognise(write(form, layer).text)
    assert (read.form, read.flip, read.kernel.divisor) == (form, False, kernel.divisor)
    field, read_bias = of_reading(read)
    np.testing.assert_array_equal(field, of_settings(layer)[0])
    assert read_bias == pytest.approx(bias)


@pytest.mark.parametrize("form", ["vips", "opencv"])
@given(kernel=kernels(anchors=False), flip=st.booleans(), bias=st.sampled_from([0.0, 0.5]))
def test_libvips_and_opencv_bring_weights_divisor_and_offset_back(
    form: str, kernel: Kernel, flip: bool, bias: float
) -> None:
    anchor = kernel.rows // 2, kernel.columns // 2
    if flip:
        anchor = kernel.rows - 1 - anchor[0], kernel.columns - 1 - anchor[1]
    layer = Settings(replace(kernel, anchor=anchor), flip=flip, bias=bias, border="edge")
    read = recognise(write(form, layer).text)
    assert (read.form, read.flip, read.border) == (form, False, "edge")
    assert read.kernel.divisor == kernel.divisor
    field, read_bias = of_reading(read)
    np.testing.assert_array_equal(field, of_settings(layer)[0])
    assert read_bias == pytest.approx(bias)


@pytest.mark.parametrize("form", ["lists", "json", "imagemagick", "svg", "vips", "matlab"])
def test_the_largest_kernels_too(form: str) -> None:
    weights = np.random.default_rng(1).normal(size=(63, 63))
    kernel = Kernel(tuple(map(tuple, weights.tolist())), 7)
    read = recognise(write(form, Settings(kernel)).text).kernel
    rows = tuple(row[::-1] for row in read.weights[::-1]) if form == "svg" else read.weights
    assert rows == kernel.weights


def test_every_form_names_what_it_cannot_say() -> None:
    layer = Settings(
        Kernel(((1, 2), (3, 4)), 3, anchor=(1, 0)), flip=True, bias=0.25, border="reflect",
        strides=(2, 1), dilation=(1, 3), padding="valid", activation="relu", linear_light=True,
        channels="luminance", alpha="weighted",
    )  # fmt: skip
    for form in FORMS:
        warnings = " ".join(write(form.identifier, layer).warnings)
        for word in ("stride 2×1", "dilation 1×3", "padding valid", "activation relu",
                     "channels “luminance”", "transparency “weighted”"):  # fmt: skip
            assert word in warnings, form.identifier
        if form.identifier != "opencv":
            assert "“reflect”" in warnings, form.identifier
        if form.identifier not in ("imagemagick", "svg"):
            assert "flip" in warnings, form.identifier


def test_a_plain_layer_has_no_warnings_where_the_form_says_all() -> None:
    plain = Settings(Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16))
    for form in ("lists", "json", "imagemagick", "svg", "numpy", "matlab", "opencv"):
        assert write(form, plain).warnings == (), form


def test_a_kernel_larger_than_5x5_is_cut_for_gimp_and_told() -> None:
    wide = Kernel(((1.0,) * 7,) * 7)
    written = write("gimp", Settings(wide, border="edge", linear_light=True))
    (warning,) = written.warnings
    assert warning.startswith("GIMP has matrices of at most 5×5")
    assert warning.endswith("the kernel is 7×7: 24 weights left out.")
