"""What both languages share: offset-keeping views, tokens, numbers, dates, blocks."""
