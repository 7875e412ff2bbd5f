"""The right to act: territories and grants, agreements and their signatures."""
