"""Answers by a chat model: prompt, reply, citations, verdicts."""
