"""What is true about requests for data without a database."""
