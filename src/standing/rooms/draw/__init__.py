"""Open application and draw: who may come to a desk, when there are fewer places than families."""
