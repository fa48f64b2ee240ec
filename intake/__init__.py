"""Reading: CSV files become candidate invitations and problems. Pure: no database, no clock, no network."""
