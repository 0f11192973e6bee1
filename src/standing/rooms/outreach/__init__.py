"""Messages that go out by many channels and in many languages."""
