"""Background jobs, kept in PostgreSQL."""
