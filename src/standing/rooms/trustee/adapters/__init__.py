"""How the trustee asks the City: over HTTP, for what anybody may read."""
