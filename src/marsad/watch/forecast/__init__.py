"""What to expect next: draws, scores, and the gate that hides a model that does not beat the benchmark."""
