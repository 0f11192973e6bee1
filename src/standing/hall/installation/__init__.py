"""What kind of database this is: a city's own, or a sample that holds invented records."""
