"""Reads of the right to act."""
