"""What a sample tells everybody. No real key is ever under it: the pages show it in a sample only."""

PASSPHRASE = "five plain words open samples"  # noqa: S105 - it is told to everybody
