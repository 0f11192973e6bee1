"""Reports that the ordinance was not followed, also without a name."""
