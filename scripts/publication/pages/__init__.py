"""Turns a release into pages, blocks and downloads of the site; shows nothing that is not released."""
