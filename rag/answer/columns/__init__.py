"""One question put to every paper: what it wants, and what each abstract states of it."""
