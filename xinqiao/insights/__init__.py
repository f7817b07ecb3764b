"""What a team learns about its own work: figures with their intervals, and nothing below its number."""
