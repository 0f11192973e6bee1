"""What can be done with cards, custody, loads and days."""
