"""Programmes, sales lines and tables made up by Hypothesis, so small that everything meets everything."""
