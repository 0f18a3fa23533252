"""What the site offers as a file stays one, whatever it is called."""

from __future__ import annotations

from publication.plugin import Download


def test_a_download_in_markdown_is_no_page() -> None:
    offered = Download("data/barrels.md", src_dir=None, dest_dir="site", use_directory_urls=True)
    assert (offered.dest_uri, offered.url) == ("data/barrels.md", "data/barrels.md")
    assert not offered.is_documentation_page()
