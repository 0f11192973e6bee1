"""Two-word names for reports, so that staff can speak of them. Drawn by chance: they tell nothing."""

from __future__ import annotations

import secrets

_FIRST = """
amber ample apple autumn bamboo basil blue brave breezy bright bronze calm cedar cherry clear clever cloudy copper
coral cosmic cotton cozy crimson crisp curly daily dapper dusty early easy elder emerald even fair fancy fern fleet
floral foggy forest fresh gentle ginger glad golden grand granite green happy hazel honest humble indigo ivory jade
jolly juniper keen kind lemon lilac linen little lively lunar maple marble meadow mellow merry misty modest mossy
neat noble nimble olive opal orange patient pearl pine plain polished proud purple quick quiet rapid ready rosy
royal ruby rustic sandy scarlet serene shady silent silver simple sincere smooth snowy soft solar sparkling spring
stable steady stone summer sunny swift tall tidy topaz tranquil true velvet violet warm western wild willow winter
wise wooden
"""
_LAST = """
acorn anchor apron arch atlas badge banjo barn basket beacon bell bench bicycle bluff boat book border bottle branch
bread bridge brook broom brush bucket button cabin camera candle canoe canyon carpet castle cello chair chalk chart
chess circle cliff clock cloud coast comet compass corner cottage crane creek cup daisy delta desk door dove drum
dune easel echo engine falcon farm feather fence ferry field finch flag flute forge fountain garden gate glacier
globe goose grove guitar hammer harbor harp hill horizon island kettle kite ladder lagoon lake lamp lantern leaf
ledge library lighthouse lily lodge loom magnet mango map market meadow mill mirror mountain needle nest oak oasis
orchard otter paddle palace parade path pebble pencil piano pillow planet plaza pond prairie quarry quilt radio rain
raven reef ribbon ridge river robin rocket saddle sail salmon shore sparrow spoon spruce station stone stream swan
table telescope temple thread tower trail tram tulip valley violin wagon walnut water wheel window
"""


def draw() -> str:
    """Return a name by chance."""
    return f"{secrets.choice(_FIRST.split()).capitalize()} {secrets.choice(_LAST.split()).capitalize()}"


def how_many() -> int:
    """Return how many names there are."""
    return len(set(_FIRST.split())) * len(set(_LAST.split()))
