"""What is true of plans without a database: shapes, steps, content and checks."""
