"""Files written from the top down, row by row, in less memory than the picture takes."""
