"""What is asked of GitHub, and what its answers mean."""
