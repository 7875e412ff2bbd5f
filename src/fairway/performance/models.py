"""Tier reviews and the values they read."""
