"""What an uploaded paper is, told by its content alone, and what of it can be shown without opening it."""
