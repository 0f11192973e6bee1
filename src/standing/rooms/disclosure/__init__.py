"""The desk for every request for City data by a federal authority."""
