"""What partners pledge: told by a member of each, or by who keeps campaigns."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.campaigns.actions.pledges import PledgeKey, keep_pledges, list_pledged
from webapp.campaigns.forms.grids import pledge_name, typed_cells
from webapp.campaigns.forms.pledges import Remarks, remarks_of
from webapp.campaigns.guards import account_id, get_campaign
from webapp.campaigns.pages.telling import line_ids_of, pledge_cells, pledges_of, pledging_partners
from webapp.campaigns.queries.campaigns import keeps_campaigns
from webapp.campaigns.rules.grid import Judged, judge
from webapp.campaigns.views.blueprint import CAMPAIGN, bp
from webapp.clock import today
from webapp.extensions import db
from webapp.models import Campaign
from webapp.partners.queries import PartnerName
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.written_numbers import parse_number

NOTHING = Remarks({}, {}, {}, frozenset(), {})


@bp.route(CAMPAIGN + "/aanbod", methods=["GET", "POST"])
@requires(Permission.PLEDGE_SUPPLY)
def supply(slug: str) -> ResponseReturnValue:
    campaign, viewer = get_campaign(slug), current_actor()
    also = [number for each in request.values.getlist("partner") if (number := parse_number(each))]
    partners = pledging_partners(campaign, viewer, also, today=today())
    judged, remarks = None, NOTHING
    if request.method == "POST":
        judged, remarks = _keep(campaign, partners)
        if judged.is_sound and not remarks.errors:
            return redirect(url_for("campaigns.supply", slug=slug, bewaard="ja"), SEE_OTHER)
    page = pledges_of(campaign, viewer, partners, judged, notes=remarks.notes, hoped=remarks.hoped, today=today())
    status = 200 if judged is None else CONFLICT if judged.has_conflict else UNPROCESSABLE
    done = request.args.get("bewaard")
    return render_template("campaigns/supply.html", page=page, remarks=remarks, done=done), status


def _keep(campaign: Campaign, partners: tuple[PartnerName, ...]) -> tuple[Judged[PledgeKey], Remarks]:
    ids = [partner.id for partner in partners]
    may_hope = keeps_campaigns(current_actor())
    remarks = remarks_of(request.form, ids, may_hope=may_hope)
    typed = typed_cells(request.form, pledge_cells(campaign, partners), pledge_name, prefixes=("aanbod-",))
    if remarks.errors:
        return judge(list_pledged(db.session, line_ids_of(campaign), ids), typed), remarks
    judged = keep_pledges(
        db.session,
        campaign,
        ids,
        typed,
        hoped=remarks.hoped,
        rehoped=remarks.rehoped if may_hope else ids,
        notes=remarks.changed_notes,
        by=account_id(),
    )
    return judged, remarks
