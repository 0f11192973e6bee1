"""What is true of the doors for 311 without a database."""
