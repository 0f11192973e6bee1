"""What is true about asking without a database."""
