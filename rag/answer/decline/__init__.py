"""When no answer is given, and why."""
