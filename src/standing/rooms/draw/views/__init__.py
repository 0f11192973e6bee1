"""The entrances of the draw: for browsers of families and groups, for its own people, for everybody who checks."""
