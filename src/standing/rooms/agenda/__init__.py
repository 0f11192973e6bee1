"""The public agenda: clinics, sessions and meetings."""
