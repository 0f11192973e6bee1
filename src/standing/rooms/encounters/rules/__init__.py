"""What is true of alerts and reports without a database."""
