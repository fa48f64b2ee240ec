"""Files in and out: preview, confirmation in short transactions, undoing, export."""
