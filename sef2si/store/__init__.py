"""Rows: the only part that knows there is a database. It decides nothing."""
