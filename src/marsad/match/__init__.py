"""Stage 4: claims become incidents; people are linked across lists."""
