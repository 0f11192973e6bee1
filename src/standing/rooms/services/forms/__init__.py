"""Forms of the directory: they turn text into typed values and save nothing."""
