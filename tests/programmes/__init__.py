"""Worked cases; every folder with a programme.yaml enrols itself."""
