"""One pipeline, many pictures: what a batch is to do, and doing it; nothing here knows Qt."""
