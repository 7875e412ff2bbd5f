"""Company matching, without a database."""
