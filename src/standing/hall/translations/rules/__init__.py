"""What is true of translations without a database."""
