"""Ours, as gunicorn serves it: the product's application, and nothing else."""

from webapp.app import create_app

app = create_app()
