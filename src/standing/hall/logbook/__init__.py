"""The pages of the log: what was done, and how anybody can check it."""
