"""Is it well, is it good.

Well: doctor looks at all parts, connection tries the model and the embedder.
Good: labelled reads what is known of questions, planted makes questions that must be declined; evaluate_answers,
evaluate_retrieval (by metrics) and evaluate_library measure; report shows a run beside an earlier one.
"""
