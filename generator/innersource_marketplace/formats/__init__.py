"""Parsers of files written by others: typed values and a complete list of problems. Pure: bytes in, values out."""
