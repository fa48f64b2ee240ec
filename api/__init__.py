"""The HTTP edge: someone asked. The only room that knows FastAPI; it owns the clock and the transaction, and no rule."""
