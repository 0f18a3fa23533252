"""Turns a publication into a site: generated pages before MkDocs writes, search, style sheet and pictures after.

None of it knows what writes pages.
"""
