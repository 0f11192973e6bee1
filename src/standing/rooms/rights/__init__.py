"""Rights in plain words: versioned articles, approved by counsel, printed and in many languages."""
