"""Stage 3: place words become places with a precision, or stay honestly unplaced."""
