"""The page of rewards for employees' reports: the scheme, what was paid for which hazard, the two kinds apart."""

from datetime import date
from decimal import Decimal, InvalidOperation

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import RuleBroken
from app.hazards import queries as hazards
from app.identity.sessions import requires
from app.self_checks import queries, reward_commands, rules
from app.self_checks.views import bp, firm_for


@bp.get("/enterprises/<int:enterprise_id>/rewards")
@requires("read_hazards")
def show_rewards(enterprise_id):
    """The scheme, and the rewards by hazard."""
    return _page(firm_for(enterprise_id))


def _page(firm, messages=None):
    paid = reward_commands.rewards_of(firm.id)
    listed = [row for row in hazards.hazards_of_enterprise(firm.id) if hazards.may_see(current_user, row)]
    totals = {kind: sum((each[kind].amount_yuan for each in paid.values() if kind in each), Decimal(0)) for kind in rules.REWARDS}
    return render_template(
        "self_checks/rewards.html", firm=firm, scheme=reward_commands.scheme_of(firm.id), paid=paid, totals=totals, rules=rules,
        rewarded=[row for row in listed if row.id in paid],
        hazard_options=[(row.number, f"{row.number} {row.place}") for row in listed], messages=messages or {}, today_on=today(),
        may_register=queries.may_plan(current_user, firm),
    )  # fmt: skip


@bp.post("/enterprises/<int:enterprise_id>/rewards")
@requires("work_tasks")
def register_reward(enterprise_id):
    """An enterprise's account registers its own reward, an officer the government's."""
    said = request.form.get

    def act():
        reward_commands.register_reward(current_user, enterprise_id, said("hazard", ""), said("reporter", "")[:80], _amount(),
                                        _day("granted_on"), said("ground", "")[:200])  # fmt: skip

    return _done(enterprise_id, act, "奖励已登记")


@bp.post("/enterprises/<int:enterprise_id>/reward-scheme")
@requires("work_tasks")
def register_scheme(enterprise_id):
    """Register the scheme, or its new text."""
    said = request.form.get

    def act():
        title, content = said("title", "")[:120], said("content", "")[:2000]
        reward_commands.register_scheme(current_user, enterprise_id, title, _day("in_force_on"), content)

    return _done(enterprise_id, act, "奖励制度已登记")


def _done(enterprise_id: int, act, words: str):
    firm = firm_for(enterprise_id)
    try:
        act()
    except RuleBroken as refusal:
        return _page(firm_for(firm.id), refusal.messages), 422
    flash(words)
    return redirect(url_for(".show_rewards", enterprise_id=enterprise_id))


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as wrong:
        raise RuleBroken(name, "请选择日期", {name: "请选择日期"}) from wrong


def _amount() -> Decimal:
    """Yuan with at most two places. Raises: RuleBroken("reward")"""
    try:
        amount = Decimal(request.form.get("amount_yuan", "").strip())
        if amount.is_finite() and amount == amount.quantize(Decimal("0.01")) and amount < 10**9:
            return amount
    except InvalidOperation:
        pass
    raise RuleBroken("reward", "金额请写成元，最多两位小数", {"amount_yuan": "如 300 或者 300.50"})
