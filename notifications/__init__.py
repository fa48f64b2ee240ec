"""How a message leaves: what it says, where it goes, and what went wrong when it didn't."""
