"""The HTTP statuses with which views answer, by what they say."""

SEE_OTHER = 303
BAD_REQUEST = 400
NOT_FOUND = 404
CONFLICT = 409
UNPROCESSABLE = 422
