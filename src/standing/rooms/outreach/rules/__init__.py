"""What is true of messages without a database."""
