"""Makes tagged PDF documents."""
