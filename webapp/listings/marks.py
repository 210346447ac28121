"""The sign by which a group of themes is known on the map and in lists: a shape, so that colour never stands alone."""

OTHER = "other"

SIGNS: dict[str, str] = {
    "samen-eten": "M4 10h12a6 6 0 0 1-12 0zM7.5 7.5c-1.2-1.4 1.2-2.2 0-4M12 7.5c-1.2-1.4 1.2-2.2 0-4",
    "ontmoeten": "M3.5 4.5h13v8.5H10L6 16.5V13H3.5z",
    "rondkomen": "M14.5 6a5 5 0 1 0 0 8M4 8.8h7M4 11.4h7",
    "thuis-raken": "M3.5 10.5 10 4.5l6.5 6M5.5 9.5v6.5h9V9.5",
    "praktische-hulp": "M12.8 3.6a4 4 0 0 0-4.6 5.4L3.6 13.6l2.8 2.8 4.6-4.6a4 4 0 0 0 5.4-4.6L14 9.6 10.4 6z",
    "groen": "M4.5 16.5c.5-3 2.5-6 6-8M6 14C3.5 9 8 4 16 4c.5 8-5 12.5-10 10z",
    "jeugd": "m10 3.2 2.1 4.3 4.7.7-3.4 3.3.8 4.7L10 14l-4.2 2.2.8-4.7-3.4-3.3 4.7-.7z",
    "veilig-en-gezond": "M10 16.5C6 13.5 3.5 11 3.5 8a3.3 3.3 0 0 1 6.5-1 3.3 3.3 0 0 1 6.5 1c0 3-2.5 5.5-6.5 8.5z",
    "zingeving": "M10 3c3 3.5 4.5 5.5 4.5 8.3a4.5 4.5 0 0 1-9 0C5.5 8.5 7 6.5 10 3z",
    OTHER: "M10 5.5v9M5.5 10h9",
}
"""Lines in a square of 20, by the slug of the group; a group that came later has the sign of `OTHER`."""


def sign_of(group: str) -> str:
    """The name of the sign of a group."""
    return group if group in SIGNS else OTHER
