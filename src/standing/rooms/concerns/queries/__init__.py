"""All that can be asked about concerns. Nothing here opens a box."""
