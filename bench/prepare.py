"""``python -m bench.prepare``: lay the tables into the empty database of DATABASE_URL, and the static files beside."""

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from standing.config import from_zero

    from_zero.migrate()
    call_command("collectstatic", verbosity=0, interactive=False)


if __name__ == "__main__":
    main()
