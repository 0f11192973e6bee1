"""Who works for the City, where, and at what kind of work: from joining until forgotten."""
