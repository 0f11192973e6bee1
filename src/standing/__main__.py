"""``python -m standing`` is the command ``standing``."""

from standing.config.cli import main

main()
