"""A convolution with one kernel as a bank of one filter, and back."""

from __future__ import annotations

from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution


def bank_of(layer: Convolution) -> Bank:
    """The convolution as a bank of one filter; alpha is copied from under the centre."""
    return Bank(
        (Filter((layer.kernel,), layer.bias),),
        padding=layer.padding,
        strides=layer.strides,
        dilation=layer.dilation,
        border=layer.border,
        border_value=layer.border_value,
        channels=layer.channels,
        activation=layer.activation,
        flip=layer.flip,
        exact=layer.exact,
        name=layer.name,
        on=layer.on,
    )


def convolution_of(bank: Bank) -> Convolution | None:
    """The bank as a convolution with one kernel; None where it has more, or groups."""
    if len(bank.filters) > 1 or not bank.filters[0].is_shared or bank.groups > 1:
        return None
    return Convolution(
        bank.filters[0].planes[0],
        padding=bank.padding,
        strides=bank.strides,
        dilation=bank.dilation,
        border=bank.border,
        border_value=bank.border_value,
        channels=bank.channels,
        bias=bank.filters[0].bias,
        activation=bank.activation,
        flip=bank.flip,
        exact=bank.exact,
        name=bank.name,
        on=bank.on,
    )
