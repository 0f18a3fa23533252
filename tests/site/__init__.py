"""The built site, read as files."""  # noqa: A005 - never imported without `tests.` before it
