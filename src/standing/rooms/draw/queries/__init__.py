"""What can be asked of the draw. No door leads to the tags, and none from a void number to a receipt."""
