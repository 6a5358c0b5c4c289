"""Questions that records answer: who wrote what, when, where, how many. No model and no abstract is asked."""
