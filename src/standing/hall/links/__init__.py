"""Single-purpose links: opened as often as anybody likes, used only by the person who presses the button."""
