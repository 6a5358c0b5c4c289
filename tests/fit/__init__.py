"""How the numbers of rag/ are fitted from labelled data; see README.md here."""
