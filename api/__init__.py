"""The HTTP edge: someone asked. The only room that knows FastAPI; it owns the transaction, and holds no rule."""
