"""What can be asked about cards, custody, loads and days."""
