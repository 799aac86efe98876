"""Stage 1: whatever a desk receives becomes a kept, hashed report."""
