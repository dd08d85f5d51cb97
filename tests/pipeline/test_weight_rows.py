"""Filters of single weights: their row, its divisor and its sum."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.kernel.constraints import sums_of
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.weight_rows import (
    divided_row,
    is_weight_table,
    row_divided_by_its_sum,
    row_of,
)


def _filter(*cells: tuple[float, float]) -> Filter:
    return Filter(tuple(Kernel(((weight,),), divisor=divisor) for weight, divisor in cells))


def _used(made: Filter) -> list[float]:
    return [plane.weights[0][0] / plane.divisor for plane in made.planes]


def test_a_row_has_the_divisor_that_all_its_weights_have() -> None:
    row = row_of(_filter((1, 3), (1, 3), (-4, 3)))
    assert (row.weights, row.divisor) == (((1, 1, -4),), 3)
    assert sums_of(row).total == -2
    several = row_of(_filter((1, 1), (1, 3), (1, 3)))
    assert several.divisor == 1
    assert sums_of(several).total == pytest.approx(5 / 3)


def test_divided_by_its_sum_it_adds_up_to_one() -> None:
    made = row_divided_by_its_sum(_filter((1, 1), (1, 1), (2, 1)))
    assert [plane.divisor for plane in made.planes] == [4, 4, 4]
    made = row_divided_by_its_sum(_filter((1, 1), (1, 4), (1, 4)))
    assert _used(made) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert [plane.weights for plane in made.planes] == [((1,),)] * 3
    with pytest.raises(ArgumentValueError):
        row_divided_by_its_sum(_filter((1, 1), (-1, 1)))


def test_one_divisor_for_all() -> None:
    assert _used(divided_row(_filter((1, 1), (2, 3)), 2)) == [0.5, 1]


def test_only_single_weights_of_which_there_are_several_are_a_table() -> None:
    assert is_weight_table(Bank.of_array(np.ones((1, 1, 3, 1))))
    assert is_weight_table(Bank.of_array(np.ones((1, 1, 1, 2))))
    assert not is_weight_table(Bank.of_array(np.ones((1, 1, 1, 1))))
    assert not is_weight_table(Bank.of_array(np.ones((1, 3, 1, 2))))
    assert not is_weight_table(Convolution(Kernel(((1,),))))
