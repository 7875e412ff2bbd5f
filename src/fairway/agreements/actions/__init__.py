"""Writes of the right to act. Each is journalled."""
