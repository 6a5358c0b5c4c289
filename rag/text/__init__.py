"""Language and typography: what words, names, figures and sentences are. It knows no library."""
