"""What was bought, sold and is held: reports taken in, line by line."""
