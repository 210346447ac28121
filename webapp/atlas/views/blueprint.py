"""The blueprint of pages over many slices."""

from flask import Blueprint

bp = Blueprint("atlas", __name__)
