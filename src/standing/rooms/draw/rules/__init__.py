"""What is true about applying and drawing without a database."""
