"""The tagged formats, a field a line: RIS, Web of Science and MEDLINE."""
