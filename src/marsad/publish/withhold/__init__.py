"""What does not go out, and the proof that it cannot be computed from what does."""
