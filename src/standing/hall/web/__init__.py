"""How Standing looks and answers: page templates, components, forms, error pages and headers."""
