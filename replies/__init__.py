"""The words: composing a reply, reviewing its tone, and the formats it leaves in. Pure: no database, no network, no clock."""
