"""The nouns of Marsad: frozen records, checked when built, and their JSON."""
