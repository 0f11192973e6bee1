"""The entrances: for desks, for staff, for everybody who checks."""
