"""What is true of the guide without a database: its shape, the tree a city gets, what no text may say."""
