"""Pages, one a stage, and the API."""
