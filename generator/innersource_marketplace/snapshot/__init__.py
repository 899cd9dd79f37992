"""The one file between `collect` and `build`: facts, files, runs, problems and daily figures."""
