"""Lessons and exercises: what learners are asked, what they answered, and how it is marked."""

from casekit.course.items import Item, Lesson
from casekit.course.reading import lesson, lessons, read_lesson

__all__ = ["Item", "Lesson", "lesson", "lessons", "read_lesson"]
