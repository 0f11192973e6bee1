"""What is true of City property without a database."""
