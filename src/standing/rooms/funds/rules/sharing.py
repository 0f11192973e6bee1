"""How a rest is shared: pro rata, in whole cents, to the last one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def pro_rata(cents: int, *, weights: Mapping[K, int]) -> dict[K, int]:
    """
    Return each one's share of some cents, by weight; the shares sum to the cents exactly.

    Everybody gets the whole cents of the exact share; the cents that are left go one by one to the largest remainders,
    then to the larger weight, then by key. So the order in which gifts came does not matter. Weights of nothing and
    less have no share.

    :raises ValueError: if the cents are below zero, or there are some and nobody to share them
    """
    if cents < 0:
        raise ValueError("A rest is not below zero.")
    counted = {key: weight for key, weight in weights.items() if weight > 0}
    total = sum(counted.values())
    if not total:
        if cents:
            raise ValueError("There is nobody to share it.")
        return {}
    shares = {key: cents * weight // total for key, weight in counted.items()}
    left = cents - sum(shares.values())
    for key in sorted(counted, key=lambda key: (-(cents * counted[key] % total), -counted[key], str(key)))[:left]:
        shares[key] += 1
    return shares
