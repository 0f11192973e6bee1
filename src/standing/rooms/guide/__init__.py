"""The guide for the counter: what a City worker does when officers come."""
