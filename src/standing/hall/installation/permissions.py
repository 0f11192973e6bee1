"""Who may ask whether the process lives: everybody."""

from collections.abc import Mapping

from standing.kernel.access import PUBLIC, Access

ROUTES: Mapping[str, Access] = {"installation:sign_of_life": Access(PUBLIC)}
