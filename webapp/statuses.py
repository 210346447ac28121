"""The HTTP statuses with which views answer, by what they say."""

SEE_OTHER = 303
NOT_FOUND = 404
CONFLICT = 409
UNPROCESSABLE = 422
