"""Registrations, protection, disputes and leads."""
