"""The declared parameters: their ranges hold for forms, command line and values alike."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.pipeline.parameters import PADDING, STRIDE, IntegerParameter

_ALL = pytest.mark.parametrize("parameter", [STRIDE, PADDING], ids=lambda p: p.name)


@_ALL
def test_both_ends_of_the_range_are_taken(parameter: IntegerParameter) -> None:
    assert parameter.check(parameter.minimum) == parameter.minimum
    assert parameter.check(np.int64(parameter.maximum)) == parameter.maximum


@_ALL
@pytest.mark.parametrize("beyond", [-1, 1])
def test_beyond_either_end_is_refused_with_the_range(parameter, beyond: int) -> None:
    value = parameter.maximum + 1 if beyond > 0 else parameter.minimum - 1
    with pytest.raises(ArgumentValueError) as caught:
        parameter.check(value)
    assert caught.value.message == (
        f"{parameter.name} must be from {parameter.minimum} to {parameter.maximum}; "
        f"{value} was given."
    )


@_ALL
@pytest.mark.parametrize("value", [True, 1.0, "1", None])
def test_what_is_no_integer_is_a_type_error(parameter: IntegerParameter, value: object) -> None:
    with pytest.raises(ArgumentTypeError, match=f"{parameter.name} must be an integer"):
        parameter.check(value)


@_ALL
def test_each_has_a_label_and_a_sentence_of_help(parameter: IntegerParameter) -> None:
    assert parameter.label
    assert parameter.help.endswith(".")
