"""Lists that people bring as CSV or XLSX: read whatever wrote them, with columns guessed by their names."""
