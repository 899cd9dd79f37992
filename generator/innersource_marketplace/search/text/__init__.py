"""What words of a text count as the same word, in Python as in the browser."""
