"""What people paste: each form is known, its settings are read, what is wrong is quoted."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import KernelTextError
from convstudio.kernel.notation import recognise

_GAUSS = ((1, 2, 1), (2, 4, 2), (1, 2, 1))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1 2 1\n2 4 2\n1 2 1", "rows"),
        ("\ufeff1  2\t1\r\n2 4 2\r\n\r\n1 2 1\r\n", "rows"),
        ("1 2 1; 2 4 2; 1 2 1", "rows"),
        ("h =\n\n     1     2     1\n     2     4     2\n     1     2     1\n", "rows"),
        ("1\t2\t1\n2\t4\t2\n1\t2\t1\n", "tsv"),
        ("=2/2\t2\t1\n2\t4\t2\n1\t2\t1\n", "tsv"),
        ("1,2,1\n2,4,2\n1,2,1", "csv"),
        ("1, 2, 1,\n2, 4, 2,\n1, 2, 1", "csv"),
        ('"1";"2";"1"\n2;4;2\n1;2;1', "csv"),
        ("1,2,1,2,4,2,1,2,1", "csv"),
        ("[1 2 1; 2 4 2; 1 2 1]", "matlab"),
        ("h = [1, 2, 1; ...\n 2, 4, 2; ...\n 1, 2, 1];  % blur", "matlab"),
        ("h = [1 2 1\n 2 4 2\n 1 2 1]'", "matlab"),
        ("[[1, 2, 1], [2, 4, 2], [1, 2, 1]]", "lists"),
        ("kernel = (\n  (1, 2, 1,),\n  (2, 2*2, 2),\n  (1, 4/2, 1),\n)", "lists"),
        ("[1, 2, 1],\n[2, 4, 2],\n[1, 2, 1],", "lists"),
        ("[1, 2, 1, 2, 4, 2, 1, 2, 1]", "lists"),
        ("np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], dtype=np.float32)", "numpy"),
        ("array([[1, 2, 1],\n       [2, 4, 2],\n       [1, 2, 1]])", "numpy"),
        ("[[1. 2. 1.]\n [2. 4. 2.]\n [1. 2. 1.]]", "numpy"),
        ("np.array([1, 2, 1, 2, 4, 2, 1, 2, 1]).reshape((3, -1))", "numpy"),
        ("torch.tensor([[[[1., 2., 1.], [2., 4., 2.], [1., 2., 1.]]]])", "torch"),
        ("float k[3][3] = { {1.0f, 2, 1}, {2, 4, 2}, {1, 2, 1} };", "c"),
        ('{"weights": [[1, 2, 1], [2, 4, 2], [1, 2, 1]]}', "json"),
        ('[{"name": "x", "matrix": [[1, 2, 1], [2, 4, 2], [1, 2, 1]]}]', "json"),
        ("3x3: 1,2,1 2,4,2 1,2,1", "imagemagick"),
        ("'3: 1,2,1  2,4,2  1,2,1'", "imagemagick"),
        ("Binomial", "imagemagick"),
        ("3 3\n1 2 1\n2 4 2\n1 2 1\n", "vips"),
        ("1  2 1\n 2 4 ２\n1 2 1", "rows"),
    ],
)
def test_the_same_kernel_in_every_form(text: str, form: str) -> None:
    read = recognise(text)
    assert read.form == form
    assert read.kernel.weights == _GAUSS
    assert read.kernel.divisor == 1


# As GIMP keeps the settings of a filter.
_PRESET = "\n".join(
    ["gegl:convolution-matrix", "(b2 1)", "(b3 2)(b4 1)(c2 2)(c3 4)", "(c4 2)(d2 1)", "(d3 2)",
     "(d4 1)", "(divisor 16)", "(normalize no)"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "divisor"),
    [
        ("1/16 * [[1,2,1],[2,4,2],[1,2,1]]", 16),
        ("(1/16) * np.array([[1,2,1],[2,4,2],[1,2,1]])", 16),
        ("[[1,2,1],[2,4,2],[1,2,1]] / 16.0", 16),
        ("[1 2 1; 2 4 2; 1 2 1] ./ 16", 16),
        ("1⁄16 × [1 2 1; 2 4 2; 1 2 1]", 16),
        ("k = np.array([[1,2,1],[2,4,2],[1,2,1]])\nk = k / 8\nk /= 2", 16),
        ("k = np.array([[1,2,1],[2,4,2],[1,2,1]])\nk = k / np.sum(k)", 16),
        ("k = np.array([[1,2,1],[2,4,2],[1,2,1]], float); k /= k.sum()", 16),
        ("3 3 16 0\n1 2 1\n2 4 2\n1 2 1", 16),
        ('{"weights": [[1,2,1],[2,4,2],[1,2,1]], "divisor": 16}', 16),
        ('run("Convolve...", "text1=[1 2 1\\n2 4 2\\n1 2 1\\n] normalize");', 16),
        ('<feConvolveMatrix kernelMatrix="1 2 1 2 4 2 1 2 1"/>', 16),
        ("-define convolve:scale=0.0625 -morphology Correlate '3: 1,2,1,2,4,2,1,2,1'", 16),
        ("-convolve 1,2,1,2,4,2,1,2,1", 16),
        ("-define convolve:scale='!' -morphology Correlate Binomial", 16),
        ("gegl:convolution-matrix b2=1 b3=2 b4=1 c2=2 c3=4 c4=2 d2=1 d3=2 d4=1", 16),
        (_PRESET, 16),
    ],
)  # fmt: skip
def test_divisors_stay_divisors(text: str, divisor: float) -> None:
    kernel = recognise(text).kernel
    assert (kernel.weights, kernel.divisor) == (_GAUSS, divisor)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("−1 ½ 1/9 2×3 3÷4 1e−3", [-1, 0.5, 1 / 9, 6, 0.75, 1e-3]),
        ("–1 1½ +2 .5 5. ⅔", [-1, 1.5, 2, 0.5, 5, 2 / 3]),
        ("[1 -2 1 - 0]", None),
        ("[1/9, -2*3, -(1/4), sqrt(4)]", [1 / 9, -6, -0.25, 2]),
        ("sqrt(4)/4 (1/4) -(3)*2 2**-2", [0.5, 0.25, -6, 0.25]),
        ("0,5;1;-0,25", [0.5, 1, -0.25]),
        ("0,5\t1\t2", [0.5, 1, 2]),
        ("0 0,5 1", [0, 0.5, 1]),
        ("0,05 0,1", [0.05, 0.1]),
        ("ans =\n\n   1.0e-03 *\n\n    0.5000    0.2500\n", [0.5e-3, 0.25e-3]),
    ],
)
def test_numbers_as_people_write_them(text: str, numbers: list[float] | None) -> None:
    if numbers is None:
        with pytest.raises(KernelTextError, match="“-” is a sum or a difference in a list"):
            recognise(text)
        return
    np.testing.assert_allclose(recognise(text).kernel.array, [numbers], rtol=1e-15)


def test_decimal_commas_are_told() -> None:
    assert recognise("0,5;1").notes == ("Decimal commas were read as points.",)


def test_svg_brings_all_its_attributes() -> None:
    read = recognise(
        '<svg:filter color-interpolation-filters="sRGB">\n<feConvolveMatrix in="SourceGraphic"\n'
        ' order="3,2" kernelMatrix="1 2 3, 4 5 6" divisor="7" bias="0.25" targetX="0" targetY="1"'
        ' edgeMode="wrap" preserveAlpha="true" kernelUnitLength="1"></feConvolveMatrix>'
    )
    assert read.kernel.weights == ((1, 2, 3), (4, 5, 6))
    # Turned by 180°, the weight over the pixel is the one in column 0 and row 1.
    assert (read.kernel.divisor, read.kernel.anchor) == (7, (0, 2))
    assert (read.flip, read.bias, read.border) == (True, 0.25, "wrap")
    assert len(read.warnings) == 1
    one = '<feConvolveMatrix order="1" kernelMatrix="2"/>'
    in_srgb = f'<filter color-interpolation-filters="sRGB">{one}</filter>'
    assert recognise(in_srgb).linear_light is False
    assert recognise(one).linear_light is True


@pytest.mark.parametrize(
    ("weights", "divisor", "bias"), [("c3=4", 4, 0.0), ("c3=-4", 4, 1.0), ("c3=1 c2=-1", 1, 0.5)]
)
def test_gimps_normalize_is_its_own(weights: str, divisor: float, bias: float) -> None:
    read = recognise(f"gegl:convolution-matrix {weights} divisor=99 normalize=true border=white")
    assert (read.kernel.divisor, read.bias) == (divisor, bias)
    assert (read.border, read.border_value) == ("constant", 1.0)
    assert (read.linear_light, read.flip) == (True, False)


def test_gimps_letters_are_columns() -> None:
    read = recognise("gegl:convolution-matrix a1=1 a2=2 b1=3 c3=0 normalize=false")
    assert read.kernel.weights[0][:2] == (1, 3)
    assert read.kernel.weights[1][:2] == (2, 0)


def test_a_call_of_gimps_procedure() -> None:
    read = recognise(
        "(plug-in-convmatrix RUN-NONINTERACTIVE image drawable 25\n #(0 0 0 0 0 0 1 2 1 0 0 2 4 2 "
        "0 0 1 2 1 0 0 0 0 0 0) TRUE 16 0.5 5 #(1 1 1 1 0) 1)"
    )
    assert (read.kernel.weights, read.kernel.divisor) == (_GAUSS, 16)
    assert (read.bias, read.border) == (0.5, "wrap")


def test_opencv_brings_anchor_delta_and_border() -> None:
    read = recognise(
        "import cv2, numpy as np\nimg = cv2.imread('a.png')[10:20, ::2]\n"
        "kernel = np.ones((5, 5), np.float32) / 25\n"
        "out = cv2.filter2D(img, -1, kernel, anchor=(0, 1), delta=51, "
        "borderType=cv2.BORDER_REPLICATE)\ncv2.imshow('x', out[0])"
    )
    assert (read.form, read.kernel.shape, read.kernel.divisor) == ("opencv", (5, 5), 25)
    assert (read.kernel.name, read.kernel.anchor) == ("kernel", (1, 0))
    assert (read.flip, read.bias, read.border) == (False, 0.2, "edge")


def test_scipy_and_matlab_say_whether_they_flip() -> None:
    assert recognise("scipy.signal.convolve2d(x, np.array([[1, 2], [3, 4]]))").flip is True
    assert recognise("imfilter(I, [1 2; 3 4])").flip is False
    assert recognise("conv2(I, [1 2; 3 4], 'same')").flip is True


def test_libvips_and_photoshop_bring_scale_and_offset() -> None:
    read = recognise("2 1 3 51\n5 6\n")
    assert (read.form, read.kernel.weights, read.kernel.divisor) == ("vips", ((5, 6),), 3)
    assert (read.bias, read.border, read.flip) == (0.2, "edge", False)
    numbers = [0] * 12 + [5] + [0] * 12 + [3, 51]
    for separator in (" ", "\n", ", ", ";", "\t"):
        read = recognise(separator.join(map(str, numbers)))
        assert (read.form, read.kernel.divisor, read.bias) == ("photoshop", 3, 0.2), separator


def test_what_can_be_read_in_two_ways_offers_both() -> None:
    read = recognise("1 2 3 4 5 6 7 8 9")
    assert [kernel.shape for kernel in read.kernels] == [(3, 3), (1, 9)]
    read = recognise("2 2\n1 2\n3 4")
    assert [kernel.shape for kernel in read.kernels] == [(2, 2), (3, 2)]
    assert read.warnings


def test_several_kernels() -> None:
    texts = ("1 2\n3 4\n\n5 6\n7 8\n", "a = [[1,2],[3,4]]\nb = [[5,6],[7,8]]",
             "[[[1,2],[3,4]],[[5,6],[7,8]]]", "2x2:1,2,3,4; 2x2:5,6,7,8",
             '{"kernels": [{"weights": [[1,2],[3,4]]}, {"weights": [[5,6],[7,8]]}]}')  # fmt: skip
    for text in texts:
        weights = [kernel.weights for kernel in recognise(text).kernels]
        assert weights == [((1, 2), (3, 4)), ((5, 6), (7, 8))], text


_BIG = "\n".join(" ".join("1" * 100) for _ in range(100))


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("", "There is no text.", ""),
        ("1 2\n3", "Row 2 (line 2) has 1 number, row 1 has 2.", "3"),
        ("1 2 3\n4 5 6\n7 8", "Row 3 (line 3) has 2 numbers, the others have 3.", "7 8"),
        ("[[1, 2], [3]]", "Row 2 (line 1) has 1 number, row 1 has 2.", "3"),
        ("1 2\n3 nan", "Line 2, column 3: “nan” is no number. A weight is a finite number.", "nan"),
        ("[[1, nan]]", "Line 1, column 6: “nan” is no weight.", "nan"),
        ("1,2 3,4", "“1,2” can be one number or two. Write decimals with a point", "1,2"),
        ("1-1 2", "Line 1, column 1: “1-1” is no number.", "1-1"),
        ("e 1", "Line 1, column 1: “e” is no number.", "e"),
        ("1.234,5;2", "“1.234,5” is no number. Decimals stand after a point", "1.234,5"),
        ("1e400 1", "“1e400” is not finite", "1e400"),
        ("1e13 1", "“1e13” is too large: a weight lies within ±10¹².", "1e13"),
        ("[1/0]", "divides by 0", "/0"),
        ("1 2 ١", "Line 1, column 5: “١” is no number.", "١"),
        (_BIG, "The text has 100 rows of 100 numbers; a kernel is at most 63×63.", _BIG),
        ("[[1, 2], [3, 4]", "Line 1, column 1: “[” has no closing bracket.", "["),
        ("[1,,2]", "Line 1, column 4: “,” has no number before it.", ","),
        ("[[1, a]]", "“a” is no number.", "a"),
        ("[1, [2]]", "“1” stands among rows and is none.", "1"),
        ("[[1]] * [[2]]", "“*” multiplies two lists.", "*"),
        ("[" * 99, "is the 13th bracket inside another.", "["),
        ('{"weights": [[1, 2], [3]]}', "Row 2 of “weights” has 1 number, row 1 has 2.", None),
        ('{"size": 3}', "The JSON has no weights; it has size.", None),
        ('{"weights": [[1, "a"]]}', 'Row 1 of “weights” holds "a", no number.', None),
        ('{"weights": [[1]', "the JSON cannot be read", ""),
        ('{"weights": [[NaN]]}', "“NaN” is no weight.", "NaN"),
        ('{"a":' * 30 + "1" + "}" * 30, "The JSON is nested too deeply.", None),
        ("<html></html>", "There is no feConvolveMatrix in the markup.", None),
        ('<!ENTITY a "b"><feConvolveMatrix kernelMatrix="&a;"/>', "“&a;” holds an entity", "&a;"),
        ('<feConvolveMatrix order="2" kernelMatrix="1 2 3"/>', "has 3 numbers; order 2×2 wants 4",
         "1 2 3"),
        ('<feConvolveMatrix order="1" kernelMatrix="1" targetX="1"/>', "“1” is no targetX.", "1"),
        ('<feConvolveMatrix order="0" kernelMatrix=""/>', "“0” is no order.", "0"),
        ("gegl:convolution-matrix c3=1 divisor=0 normalize=no", "“0” is the divisor", "0"),
        ("gegl:convolution-matrix c3=1 border=mirror", "“mirror” is no border of GEGL.", "mirror"),
        ("gegl:convolution-matrix", "No weight of the convolution matrix is set.", None),
        ("3 1 0 0\n1 2 1", "“0” is the scale; it cannot be 0.", "0"),
        ("hello world", "Line 1, column 1: “hello” is no number.", "hello"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_quoted_with_its_place(
    text: str, words: str, marked: str | None
) -> None:
    with pytest.raises(KernelTextError) as caught:
        recognise(text)
    assert words in str(caught.value)
    if marked is not None:
        assert text[caught.value.start : caught.value.end].rstrip() == marked.rstrip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("np.zeros((3, 3))", "no list of numbers"),
        ("fspecial('gaussian', [5 5], 1)", "no list of numbers"),
        ("[[1]*3]*3", "multiplies a list inside a list"),
        ("np.array([[1, 2], [3, 4]]) - 1", "a sum or a difference of a list"),
    ],
)
def test_a_calculation_is_told_and_its_arguments_are_not_taken_for_weights(text, words) -> None:
    with pytest.raises(KernelTextError, match=words):
        recognise(text)


def test_an_outer_product_is_a_kernel() -> None:
    kernel = recognise("np.outer([1, 2, 1], [-1, 0, 1]) / 8").kernel
    assert kernel.weights == ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
    assert kernel.divisor == 8
