"""The blueprint of matching: ranking and the life of a match."""

from flask import Blueprint

bp = Blueprint("matching", __name__)
