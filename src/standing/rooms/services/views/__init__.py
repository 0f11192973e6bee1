"""Pages of the directory: for everybody, for staff, and for machines."""
