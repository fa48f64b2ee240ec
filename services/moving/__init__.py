"""Moving everything from one database to another, row by row, whichever kinds they are."""
