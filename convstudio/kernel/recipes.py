"""From a recipe back to the kernel that it makes."""

from __future__ import annotations

from convstudio.errors import ArgumentValueError
from convstudio.kernel.families import family
from convstudio.kernel.formula.settings import settings_of
from convstudio.kernel.formula.weights import formula_kernel
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.random_weights import random_kernel
from convstudio.kernel.recipe import Recipe

_MOST_SETTINGS = 100


def remake(recipe: Recipe) -> Kernel:
    """The kernel of a recipe, which may come from anybody's file; the work is bounded.

    Raises:
        KernelFileError: there is no such family.
        ArgumentTypeError: a setting of the wrong type.
        ArgumentValueError: an unknown setting, or one out of its range.
        FormulaError: a formula that cannot be read, or that has no value in a cell.
    """
    if len(recipe.settings) > _MOST_SETTINGS:
        raise ArgumentValueError(
            "recipe",
            given=f"one of {len(recipe.settings):,}",
            wanted=f"of at most {_MOST_SETTINGS} settings",
        )
    if recipe.origin == "family":
        made = family(recipe.text)
        return made.kernel(made.settings(recipe))
    if recipe.origin == "formula":
        return formula_kernel(settings_of(recipe))
    if recipe.origin == "random":
        return random_kernel(recipe)
    raise ArgumentValueError(
        "a recipe's origin",
        given=f"“{str(recipe.origin)[:40]}”",
        wanted="family, formula or random",
    )
