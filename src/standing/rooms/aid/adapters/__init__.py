"""Ways out of the room: to the trustee."""
