"""A convolution with one kernel as a bank of one filter, and back."""

from __future__ import annotations

from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.sliding import sliding_settings


def bank_of(layer: Convolution | Bank) -> Bank:
    """A bank as it is; a convolution as one of one filter, which copies alpha from its centre."""
    if isinstance(layer, Bank):
        return layer
    return Bank((Filter((layer.kernel,), layer.bias),), **sliding_settings(layer))


def convolution_of(bank: Bank) -> Convolution | None:
    """The bank as a convolution with one kernel; None where it has more, or groups."""
    if len(bank.filters) > 1 or not bank.filters[0].is_shared or bank.groups > 1:
        return None
    only = bank.filters[0]
    return Convolution(only.planes[0], bias=only.bias, **sliding_settings(bank))
