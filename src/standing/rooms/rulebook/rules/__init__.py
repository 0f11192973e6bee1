"""What is true of the rulebook without a database."""
