"""What of a claim can be told without judging its meaning: figures, names, quotations, and to what each of them belongs."""
