"""Legal holds: while one is on, what it names is not deleted, whatever the schedule says."""
