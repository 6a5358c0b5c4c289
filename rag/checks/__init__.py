"""Is it well, is it good: findings and measurements."""
