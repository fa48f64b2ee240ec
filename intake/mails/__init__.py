"""Mail: one message of RFC 5322 and its parts (RFC 2045), read within bounds."""
