"""The worker: runs jobs until a signal ends it, and lets the running ones finish."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


def work(*, at_once: int) -> None:
    """Run jobs until SIGINT or SIGTERM."""
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(concurrency=at_once, install_signal_handlers=True)
