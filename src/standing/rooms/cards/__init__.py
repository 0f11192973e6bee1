"""Plastic cards from order to expiry, their issuer and bank, and the daily reconciliation."""
