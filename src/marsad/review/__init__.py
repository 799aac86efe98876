"""Stage 5: judgements become the state of claims and incidents."""
