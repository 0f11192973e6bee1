"""All that can be asked about alerts and reports."""
