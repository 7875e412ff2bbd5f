"""Who is this company? Normalise, find candidates, score, explain; usable without Django."""
