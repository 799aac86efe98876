"""A description of what a group does, in words: no alarm comes from here."""
