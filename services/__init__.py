"""What the product does: one module per capability. Services take a connection and `now`, and never commit."""
