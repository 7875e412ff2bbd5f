"""Where candidates of big lists are found: DuckDB on this machine."""
