"""What tests of the contact form send."""

PATH = "/wijken/selwerd/bericht"

FILLED = {
    "name": "Fenna de Vries",
    "reply_to": "fenna@example.nl",
    "message": "Ik wil graag helpen in de moestuin op zaterdag.",
    "website": "",
}
