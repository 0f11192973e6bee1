"""The entrances of the trustee: for desks, for its own people, for everybody who checks."""
