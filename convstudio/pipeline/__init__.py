"""What the user designs: the Pipeline, and how it is rendered."""
