"""Cash aid at the City: rounds, half a key, and tokens that become cards. See README.md."""
