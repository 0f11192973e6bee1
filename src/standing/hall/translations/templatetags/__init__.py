"""Tags for texts in many languages."""
