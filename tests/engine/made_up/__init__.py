"""Programmes, sales lines and tables made up, by Hypothesis or by a number: everything meets everything."""
