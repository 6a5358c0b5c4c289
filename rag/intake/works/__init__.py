"""Records -> works: which of them describe the same one."""
