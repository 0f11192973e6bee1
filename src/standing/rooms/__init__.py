"""One package a subject. The floors are drawn in .importlinter."""
