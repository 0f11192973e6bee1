"""Lists that people bring: kept, matched, read, looked at, taken in, taken back, forgotten. See README.md."""
