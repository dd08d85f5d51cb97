"""Pipelines and sessions on disk: files, stamps, and what is kept against crashes."""
