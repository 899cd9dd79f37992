"""A marketplace full of hostile repositories, and the proof that none of them gets a hold of the site."""
