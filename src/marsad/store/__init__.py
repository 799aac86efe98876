"""Where records live: one schema, SQLite and PostgreSQL."""
