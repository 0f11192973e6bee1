"""The City's own offices: departments, and who is their liaison."""
