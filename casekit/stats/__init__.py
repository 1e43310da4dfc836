"""Did it help? Outcome statistics for one client and for thousands: numbers in, tidy tables out."""

__all__: list[str] = []
