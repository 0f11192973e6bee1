"""What is true about police scenes without a database."""
