"""Readers besides rules: models behind an endpoint or in this process. What they propose passes the same validator."""
