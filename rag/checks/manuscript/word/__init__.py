"""Word documents: their paragraphs, and the citations that Zotero, Mendeley, EndNote, Citavi and Word itself put into them.

A .docx is a zip of XML. python-docx was weighed: it brings lxml (some 20 MB installed) and gives neither fields nor notes,
in which all citations are, so that their XML has to be walked in any case. The standard library reads it, with no document
type ever in force.
"""
