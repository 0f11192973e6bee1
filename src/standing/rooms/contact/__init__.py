"""Messages to the City's office for immigrants, with the least possible data."""
