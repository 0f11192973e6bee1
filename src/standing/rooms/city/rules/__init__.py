"""What is true of departments, appointments, office hours and who is on call, without a database."""
