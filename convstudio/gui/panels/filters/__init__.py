"""The filters of a bank: thumbnails, planes, and a 1×1 bank as a table."""
