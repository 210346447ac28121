"""What is mailed to contact people of partners: that they stand there, where, and how they get off.

The words stand here in each language, since a mail is read far from the page on which it was caused.
"""

from sqlalchemy.orm import Session

from webapp.outbox.actions import post_mail

NOTED = {
    "nl": (
        "Je staat op Missie050 als contactpersoon",
        (
            "Iemand zette je op Missie050 als contactpersoon van een partner. Volgens diegene vind jij dat goed.\n"
            "Hier zie je van welke partner:\n\n{page}\n\n"
            "Klopt dit niet, of wil je er niet meer staan? Log in met dit e-mailadres: je krijgt een link, je "
            "hebt geen wachtwoord nodig. Open daarna op de pagina van de partner je naam, en haal je gegevens weg:"
            "\n\n{sign_in}\n"
        ),
    ),
    "en": (
        "You are on Missie050 as a contact person",
        (
            "Somebody put you on Missie050 as a contact person of a partner. They say that you agree to it.\n"
            "Here you can see of which partner:\n\n{page}\n\n"
            "Is this not right, or do you no longer want to be there? Sign in with this e-mail address: you get a link "
            "and need no password. Then open your name on the page of the partner, and take your data away:"
            "\n\n{sign_in}\n"
        ),
    ),
}


def post_contact_noted(session: Session, *, recipient: str, slug: str, public_url: str, language: str) -> None:
    """Tell somebody that they stand on the page of a partner, and how to get off it; nobody is named."""
    subject, body = NOTED.get(language, NOTED["nl"])
    page = f"/partners/{slug}"
    written = body.format(page=public_url + page, sign_in=f"{public_url}/inloggen?verder={page}")
    post_mail(session, recipient=recipient, subject=subject, body=written)
