"""The library over HTTP: questions, searches, papers and checks as JSON, and a chat model in OpenAI's shape.

`app` wires the rest: `gate` lets requests in, a module a path answers them, `service` does the work in threads,
`shapes` and `openai_shapes` say what goes in and comes out, `errors` what went wrong.
"""
