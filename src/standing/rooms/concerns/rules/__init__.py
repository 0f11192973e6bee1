"""What is true of concerns without a database."""
