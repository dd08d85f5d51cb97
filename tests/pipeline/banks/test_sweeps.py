"""Families swept and random banks: what they hold, what they are called, that they are recorded."""

from __future__ import annotations

import math

import numpy as np
import pytest

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.kernel.families import FAMILIES, family
from convstudio.kernel.recipe import Recipe
from convstudio.kernel.recipes import remake
from convstudio.numerics.initializers import draw
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks.initializers import Initializer, recorded
from convstudio.pipeline.banks.sweeps import Sweep, swept

GABOR = family("gabor")


def test_half_a_turn_in_steps_that_do_not_meet_their_beginning():
    sweep = Sweep.of(GABOR.parameter("angle"), 8)
    values = sweep.values(GABOR.parameter("angle"))
    assert values == tuple(22.5 * n for n in range(8))


def test_each_filter_is_the_familys_kernel_of_its_value():
    filters = swept(GABOR, GABOR.defaults, (Sweep("angle", 0, 180, 4, open_end=True),))
    assert [one.name for one in filters] == ["Gabor 0°", "Gabor 45°", "Gabor 90°", "Gabor 135°"]
    for one, degrees in zip(filters, (0.0, 45.0, 90.0, 135.0), strict=True):
        wanted = GABOR.kernel(GABOR.defaults.with_value("angle", degrees))
        assert one.planes[0].weights == wanted.weights
        assert remake(one.planes[0].recipe).weights == wanted.weights


def test_scales_grow_by_ratio_and_all_have_the_largest_size():
    gaussian = family("gaussian")
    name = next(p.name for p in gaussian.parameters if "sigma" in p.name)
    filters = swept(gaussian, gaussian.defaults, (Sweep(name, 0.5, 4, 4, by_ratio=True),))
    values = [dict(one.planes[0].recipe.settings)[name] for one in filters]
    assert values == [0.5, 1.0, 2.0, 4.0]
    largest = gaussian.size_of(gaussian.defaults.with_value(name, 4.0))
    assert {one.planes[0].shape for one in filters} == {largest}
    assert all(math.isclose(one.planes[0].total, 1.0) for one in filters)


def test_two_parameters_make_every_pair_the_second_soonest():
    sweeps = Sweep("sigma", 1, 2, 2), Sweep("angle", 0, 90, 2)
    names = [one.name for one in swept(GABOR, GABOR.defaults, sweeps)]
    assert names == [
        "Gabor σ 1 px, 0°",
        "Gabor σ 1 px, 90°",
        "Gabor σ 2 px, 0°",
        "Gabor σ 2 px, 90°",
    ]


@pytest.mark.parametrize("one", FAMILIES, ids=lambda one: one.identifier)
def test_every_parameter_of_every_family_can_be_swept(one):
    for parameter in one.parameters:
        filters = swept(one, one.defaults, (Sweep.of(parameter, 3),))
        assert 1 <= len(filters) <= 8
        assert len({each.planes[0].shape for each in filters}) == 1
        assert len({each.name for each in filters}) == len(filters)


def test_what_cannot_be_swept_is_refused():
    angle = GABOR.parameter("angle")
    with pytest.raises(ArgumentValueError, match="count"):
        Sweep("angle", 0, 1, 0).values(angle)
    with pytest.raises(ArgumentValueError, match="from -180 to 180"):
        Sweep("angle", 0, 500, 2).values(angle)
    with pytest.raises(ArgumentValueError, match="above 0 at both ends"):
        Sweep("angle", 0, 90, 2, by_ratio=True).values(angle)
    with pytest.raises(ArgumentValueError, match="twice"):
        swept(GABOR, GABOR.defaults, (Sweep("angle", 0, 9, 2), Sweep("angle", 0, 9, 2)))
    with pytest.raises(ArgumentValueError, match="at most 512"):
        swept(GABOR, GABOR.defaults, (Sweep("angle", 0, 90, 40), Sweep("sigma", 1, 9, 40)))


def test_equal_ends_are_one_value():
    assert Sweep("angle", 5, 5, 9).values(GABOR.parameter("angle")) == (5.0,)
    assert Sweep("angle", 5, 90, 1).values(GABOR.parameter("angle")) == (5.0,)


# Random


def test_a_random_bank_is_what_was_drawn():
    filters = Initializer("he_normal", 7, 4, (3, 5), 3).make()
    bank = Bank(filters)
    assert np.array_equal(bank.array(3), draw("he_normal", (3, 5, 3, 4), 7))
    assert all(one.bias == 0 for one in filters)
    assert filters[0].name == "Random 1"


def test_a_random_bank_can_be_made_again_from_what_it_records():
    made = Initializer("glorot_uniform", 11, 3, (3, 3), 2)
    bank = Bank(made.make())
    assert recorded(bank) == made
    assert Bank(recorded(bank).make()) == bank
    for one in bank.filters:
        for plane in one.planes:
            assert remake(plane.recipe) == plane


def test_what_no_chance_made_is_not_recorded():
    assert recorded(Bank.of_array(np.ones((1, 1, 1, 1)))) is None


@pytest.mark.parametrize(
    "settings",
    [
        (),
        (("seed", 1.0),),
        tuple(
            (n, 1.5) for n in ("seed", "rows", "columns", "inputs", "filters", "input", "filter")
        ),
        tuple(
            (n, v)
            for n, v in zip(
                ("seed", "rows", "columns", "inputs", "filters", "input", "filter"),
                (1.0, 3.0, 3.0, 1.0, 1.0, 0.0, 1.0),
                strict=True,
            )
        ),
        tuple(
            (n, v)
            for n, v in zip(
                ("seed", "rows", "columns", "inputs", "filters", "input", "filter"),
                (1.0, 63.0, 63.0, 5e5, 5e5, 0.0, 0.0),
                strict=True,
            )
        ),
    ],
)
def test_recipes_from_anybodys_file_are_bounded(settings, no_stall):
    with pytest.raises(ArgumentValueError):
        remake(Recipe("random", "he_normal", settings))


def test_other_settings_of_a_recipe_are_refused():
    names = ("seed", "rows", "columns", "inputs", "filters", "input", "filter")
    with pytest.raises(ArgumentTypeError):
        remake(Recipe("random", "he_normal", tuple((n, "1") for n in names)))
    with pytest.raises(ArgumentValueError, match="distribution"):
        remake(
            Recipe(
                "random",
                "cauchy",
                (*tuple((n, 1.0) for n in names[:5]), ("input", 0.0), ("filter", 0.0)),
            )
        )


def test_more_random_weights_than_a_bank_has_are_refused():
    with pytest.raises(ArgumentValueError, match="at most"):
        Initializer("he_normal", 0, 512, (63, 63), 1).make()
    with pytest.raises(ArgumentValueError, match="1 … 512"):
        Initializer("he_normal", 0, 513, (1, 1), 1).make()
