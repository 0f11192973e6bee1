"""What is true of contracts, answers and rungs without a database."""
