"""The Model Context Protocol: a library's tools and papers for assistants, over standard input and output or HTTP.

command      the command, and how it serves
server       what the protocol asks for -> tools, papers
tools        the tools; what they do is in finding and answering, what they take and give in arguments and results
call         one call: in a thread, with progress, until it is no longer wanted
served       the library and the assistant that all calls share
told         results as text
"""
