"""Boxes that only this installation opens, and receipt codes."""
