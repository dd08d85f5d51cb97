"""What is worked out for the Response page, and what is not worked out again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convstudio.errors import Cancelled
from convstudio.imaging.picture import Picture
from convstudio.jobs.responses import Response, responding
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.kernel_places import KernelPlace
from convstudio.pipeline.pipeline import Bank, Convolution, Filter, Pipeline

SOBEL_X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
PICTURE = Picture(np.arange(24, dtype=np.uint8).reshape(4, 6, 1))


def pipeline_of(kernel: Kernel, **options: object) -> Pipeline:
    return Pipeline((Convolution(kernel, **options),))


def respond(*request: object) -> Response:
    found = responding(*request)(CancelToken(), lambda _: None)
    assert isinstance(found, Response)
    return found


def test_all_of_it():
    found = respond(pipeline_of(SOBEL_X), PICTURE, 0, SOBEL_X.with_divisor(2))
    assert found.measures.gains.absolute == 8
    assert found.measures.reached == (-1020, 1020)
    assert found.measures.extremes == (0, 23)
    assert found.measures.reached_here == (-92, 92)
    assert found.edge.values.max() == found.slice.values.max() / 2 == 4
    assert found.before is not None
    assert found.before.values.max() == 4


def test_without_a_picture_ranges_are_not_known():
    measures = respond(pipeline_of(SOBEL_X), None, 0).measures
    assert (measures.reached, measures.extremes, measures.reached_here) == (None, None, None)


def test_another_angle_measures_nothing_again():
    pipeline = pipeline_of(SOBEL_X)
    known = respond(pipeline, PICTURE, 0)
    assert respond(pipeline, PICTURE, 90, None, known).measures is known.measures


def test_another_kernel_does_not_look_at_the_picture_again():
    known = respond(pipeline_of(SOBEL_X), PICTURE, 0)
    told = replace(known, measures=replace(known.measures, extremes=(1.0, 2.0)))
    again = respond(pipeline_of(Kernel(((1,),)), padding="valid"), PICTURE, 0, None, told)
    assert again.measures.reached_here == (1, 2)
    other = respond(pipeline_of(SOBEL_X, channels="red"), PICTURE, 0, None, told)
    assert other.measures.extremes == (0, 23)


def test_of_an_even_size_the_flip_has_a_say_in_the_anchor():
    even = Kernel(((1, 0), (0, 0)))
    assert respond(pipeline_of(even), None, 0).measures.words == ("leaves the picture as it is",)
    flipped = respond(pipeline_of(even, flip=True), None, 0).measures.words
    assert flipped == ("moves the picture up and left",)


def test_it_can_be_called_off():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        responding(pipeline_of(SOBEL_X), PICTURE, 0)(token, lambda _: None)


def test_of_a_filter_deep_in_a_stack_the_kernel_is_known_and_the_range_is_not():
    bank = Bank((Filter((SOBEL_X,), 0.5), Filter((Kernel(((2,) * 3,) * 3),))), flip=True)
    stack = Pipeline((Convolution(SOBEL_X), bank))
    place = KernelPlace(1, 1)
    found = respond(stack, PICTURE, 0, None, None, place)
    assert found.kernel.total == 18
    assert found.measures.gains.sum == 18
    assert (found.layer.flip, found.place) == (True, place)
    assert (found.measures.reached, found.measures.reached_here) == (None, None)
    off = replace(stack, layers=(replace(stack.layers[0], on=False), bank))
    assert respond(off, PICTURE, 0, None, None, place).measures.reached == (0, 18 * 255)


def test_of_a_first_bank_the_range_is_that_of_the_filter():
    bank = Bank((Filter((SOBEL_X,)), Filter((SOBEL_X.with_divisor(2),), 0.5)))
    reached = respond(Pipeline((bank,)), PICTURE, 0, None, None, KernelPlace(0, 1)).measures.reached
    assert reached == (-510 + 127.5, 510 + 127.5)


def test_one_of_several_planes_bounds_nothing():
    bank = Bank((Filter((SOBEL_X,) * 3),))
    colours = Picture(np.zeros((4, 6, 3), np.uint8))
    measures = respond(Pipeline((bank,)), colours, 0, None, None, KernelPlace(0, 0, 1)).measures
    assert measures.reached is None
    assert measures.gains.absolute == 8


def test_another_filter_is_measured_anew():
    bank = Bank((Filter((SOBEL_X,)), Filter((Kernel(((1,) * 3,) * 3),))))
    known = respond(Pipeline((bank,)), PICTURE, 0)
    other = respond(Pipeline((bank,)), PICTURE, 0, None, known, KernelPlace(0, 1))
    assert (known.measures.gains.sum, other.measures.gains.sum) == (0, 9)
