"""What every room stands on: settings, clock, database, errors, logging, egress, and the shared vocabulary."""
