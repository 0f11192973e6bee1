"""
Keeps the journeys on one worker of pytest-xdist, so that one server is enough for all of them.

Their mark says so too, but pytest-xdist 3.8 does not see marks of groups under pytest 9.2
(https://github.com/pytest-dev/pytest-xdist/issues/1386). Loaded with ``-p``: a scheduler is made before any
folder is opened.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling, Scheduling

_HERE = "tests/journeys/"


class _JourneysTogether(LoadGroupScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return _HERE if nodeid.startswith(_HERE) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """Group as asked, and the journeys with each other."""
    return _JourneysTogether(config, log) if config.getvalue("dist") == "loadgroup" else None
