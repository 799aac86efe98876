"""Reports on paper and on the screen, in two languages, from one kind of template that a desk can edit."""
