"""The tables, and the pure rules that need only a row and `now`."""
