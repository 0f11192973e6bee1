"""Reports of federal immigration enforcement activity on City property."""
