"""Files written by others, as typed values and a complete list of problems. Pure: bytes in, values out."""
