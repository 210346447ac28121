"""The blueprint of files that come in and go out."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.errors import DomainError
from webapp.exchange import words
from webapp.exchange.queries import Part
from webapp.exchange.rules import Choice
from webapp.extensions import db
from webapp.statuses import SEE_OTHER

Step = Callable[[int], ResponseReturnValue]

OUT_OF_STEP = frozenset({"import_applied", "import_not_applied"})

bp = Blueprint("exchange", __name__)

for _each in (
    words.column_error,
    words.field_name,
    words.finding_sentence,
    words.import_choice_name,
    words.part_name,
    words.run_state_name,
    words.subject_name,
):
    bp.add_app_template_global(_each)


@bp.app_context_processor
def _choices() -> dict[str, object]:
    return {"import_choices": tuple(Choice), "import_parts_all": tuple(Part)}


def in_step(view: Step) -> Step:
    """Lead somebody whose page is out of date, since the import has gone on, to where it is now; nothing is done."""

    @wraps(view)
    def answer(run_id: int) -> ResponseReturnValue:
        try:
            return view(run_id)
        except DomainError as error:
            if error.code not in OUT_OF_STEP:
                raise
            db.session.rollback()
            return redirect(url_for("exchange.columns", run_id=run_id), SEE_OTHER)

    return answer
