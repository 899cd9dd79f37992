"""What follows from the facts of projects: merged projects, score, readiness, similarity, teamwork. Pure."""
