"""What is true of events without a database."""
