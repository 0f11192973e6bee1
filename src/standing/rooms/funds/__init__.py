"""Donors' money and the ledger of cash aid; see README.md."""
