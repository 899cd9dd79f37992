"""The commands of `marketplace`, each loaded when it is called."""
