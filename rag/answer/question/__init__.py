"""What is asked, and the papers to speak of."""
