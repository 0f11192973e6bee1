"""
Keeps tests that share one dear thing on one worker of pytest-xdist: the server of the journeys, the filled
databases of the migrations, the two parties of cash aid.

Their mark says so too, but pytest-xdist 3.8 does not see marks of groups under pytest 9.2
(https://github.com/pytest-dev/pytest-xdist/issues/1386). Loaded with ``-p``: a scheduler is made before any
folder is opened.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling, Scheduling

_FOLDERS = ("tests/journeys/", "tests/migrations/", "tests/parties/")


class _FoldersTogether(LoadGroupScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return next((one for one in _FOLDERS if nodeid.startswith(one)), None) or super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """Group as asked, and the tests of these folders with each other."""
    return _FoldersTogether(config, log) if config.getvalue("dist") == "loadgroup" else None
