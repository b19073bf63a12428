"""What the form of a proposal asks while a person types: rules by article or words, and the panel beside a breach."""

import json
import re

from flask import Blueprint, jsonify, request
from flask_login import current_user

from app.cases import breaches, discretion, queries
from app.core.clock import today
from app.core.errors import NotAllowed
from app.identity.sessions import requires
from app.law.penalty_file import load_penalties
from app.law.penalty_rules import TIERS
from app.law.tables.reading import WORDS
from app.penalties import breaches as penalties
from app.penalties import tiers

LIMIT = 20
NUMBERS = ("deaths", "injuries")
TEXTS = ("tier", "conduct_on", "loss_yuan", "income_yuan", "original_fine_yuan", "ordered_on", "rechecked_on", "gain_yuan", "law_choice")
DAYS = ("conduct_on", "ordered_on", "rechecked_on")

bp = Blueprint("discretion", __name__, url_prefix="/lookup")


@bp.get("/penalty-rules")
@requires("read_law")
def find_rules():
    """Violations by article or words, those this party may be punished for first: [{value, label, detail, warning?}]."""
    if "ids" in request.args:
        chosen = [code for code in request.args["ids"].split(",")[:50] if penalties.known(code)]
        return jsonify([_option(code, ()) for code in chosen])
    party = request.args.get("party", type=int)
    subjects = breaches.SUBJECTS[queries.party(party).capacity] if party else ()
    on = request.args.get("on")
    on = (penalties.day(on) if _is_day(on) else None) or today()
    words = re.findall(r"\d+|[^\d\s]+", request.args.get("q", "")[:60])
    found = []
    for versions in load_penalties().rules.values():
        rule = next((each for each in versions if each.covers(on) and not each.superseded), None)
        for code in penalties.codes(rule) if rule else []:
            option = _option(code, subjects)
            if all(word in f"{option['label']}{option['detail']}" for word in words):
                found.append(option)
    return jsonify(sorted(found, key=lambda option: "warning" in option)[:LIMIT])


def _option(code: str, subjects: tuple) -> dict:
    rule = penalties.rule_in_force(penalties.split(code)[0], today())
    conduct, place = penalties.named(code, rule)
    shown = {"value": code, "label": conduct, "detail": place}
    tiers = [TIERS[tier] for tier, named in rule.tiers.items() if set(subjects) & named.keys()]
    if subjects and not tiers:
        return shown | {"warning": "这一条不处罚这类当事人"}
    return shown | ({"detail": f"{place}，{'、'.join(tiers)}"} if subjects else {})


def _is_day(text: str | None) -> bool:
    try:
        return text is None or bool(penalties.day(text))
    except ValueError:
        return False


def _tier_facts(text: str | None) -> dict:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@bp.get("/tier-facts")
@requires("read_law")
def find_tier_facts():
    """What the discretion table of a rule counts, on the day of the conduct: [{name, label, type, options}]."""
    rule, on = request.args.get("rule", ""), request.args.get("on")
    if not penalties.known(rule) or not on or not _is_day(on):
        return jsonify([])
    asked = tiers.asked_for(rule, penalties.day(on))
    return jsonify([
        {"name": each.name, "label": each.label, "type": each.type,
         "options": [{"value": code, "label": WORDS.get(code, code)} for code in each.allowed]}
        for each in asked
    ])  # fmt: skip


@bp.get("/penalty-range")
@requires("read_cases")
def find_range():
    """The law's range, the suggestion and comparable cases for one breach of a party; see `discretion.panel`."""
    party = queries.party(request.args.get("party", 0, type=int))
    if not queries.may_see(current_user, party.case):
        raise NotAllowed("other_bureau", "这个案件由其他机关办理，您不能查看")
    rule = request.args.get("rule", "")
    if not penalties.known(rule) or request.args.get("tier") not in TIERS:
        return jsonify(None)
    said = {"rule": rule} | {name: request.args[name] for name in TEXTS if name in request.args}
    if not all(_is_day(said.get(name)) for name in DAYS):
        return jsonify(None)
    said |= {name: request.args.get(name, type=int) for name in NUMBERS}
    said["tier_facts"] = _tier_facts(request.args.get("tier_facts"))
    codes = [code for code in request.args.get("circumstances", "").split(",") if code in load_penalties().circumstances]
    return jsonify(discretion.panel(party, said | {"circumstances": codes, "mitigated": request.args.get("mitigated") == "true"}))
