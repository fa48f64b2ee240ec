"""Pages that stay live: what changed is read for all of them together, and told to each by server-sent events."""
