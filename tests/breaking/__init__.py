"""Libraries broken on purpose while they are written, and what is lost of them."""
