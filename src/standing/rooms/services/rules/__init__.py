"""What is true of a directory of help, without a database."""
