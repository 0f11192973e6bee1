"""What is true about cards, files and days without a database."""
