"""Turns a study's figures into a disclosure-checked data package, charts and pages.

Knows no subject: everything about a study stands in the study's own folder.
"""
