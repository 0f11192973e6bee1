"""What is true of cash aid without a database."""
