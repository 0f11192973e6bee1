"""What can be asked of the room of cash aid."""
