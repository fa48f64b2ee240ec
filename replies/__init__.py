"""The words: composing a reply, reviewing its tone, the formats it leaves in. Pure: no database, network or clock."""
