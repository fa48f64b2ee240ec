"""Who somebody is: accounts, passwords, sessions and tokens, and what a retried request was answered."""
