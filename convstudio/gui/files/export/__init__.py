"""Drawings to be published: the labelled comparison, the worked sum."""
