"""Texts in many languages: what the source says, what each translation says of it, and whether it still holds."""
