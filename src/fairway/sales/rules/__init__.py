"""Decisions about sales lines: values in, values out."""
