"""Settings for the type checker alone: it looks at the rooms of both parties at once, as no process ever does."""

from standing.config.settings import *  # noqa: F403
from standing.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "standing.rooms.trustee", "standing.rooms.draw"]
