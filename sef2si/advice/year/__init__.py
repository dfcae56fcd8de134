"""The school's year, reckoned: its days, patterns of time for learning, directed time, and what fits into it."""
