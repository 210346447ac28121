"""Helping along: tasks that somebody takes, and the calendars that follow from it."""
