"""Exercises: what is handed out and handed in, how it is graded, and what everybody is told of it."""
