"""Programmes, sales lines and tables made up, by Hypothesis or by a number: so small that everything meets everything."""
