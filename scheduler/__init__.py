"""The clock edge: what happens because time has passed."""
