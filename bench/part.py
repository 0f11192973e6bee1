"""``python -m bench.part PART short|full``: measure one part in the database of DATABASE_URL; a row a line, as JSON."""

import json
import os
import sys
from importlib import import_module


def main() -> None:
    part, tier = sys.argv[1:]
    rows = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else speaks, no row is lost between its words
    import django

    django.setup()
    for row in import_module(f"bench.{part}").measure(tier=tier):
        print(json.dumps(row), file=rows, flush=True)


if __name__ == "__main__":
    main()
