"""The frame of every page: what templates may call, and how days, amounts and counts are worded."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

import cn2an
from flask import Flask, current_app, g, url_for
from flask_login import current_user
from markupsafe import Markup, escape

from app.core.clock import local, today
from app.core.settings import settings
from app.identity.sessions import may_open
from app.inbox import navigation, queries
from app.inbox.ruler import Ruler, ruler
from app.inbox.subjects import without
from app.inbox.task_page import spoken
from app.law.articles import parts
from app.law.derivation import words as full_day
from app.law.remaining import GROUND_WORDS

DUE_ICONS = {"over": "alert", "soon": "clock", "hold": "pause", "done": "check"}
RISK_WORDS = {"red": "红 重大", "orange": "橙 较大", "yellow": "黄 一般", "blue": "蓝 低"}


def init_app(app: Flask) -> None:
    app.jinja_env.globals |= {"asset": asset, "navigation": _navigation, "due_icons": DUE_ICONS,
                              "risk_words": RISK_WORDS, "may_open": may_open, "today": today, "popover_id": popover_id,
                              "ground_words": GROUND_WORDS}  # fmt: skip
    app.context_processor(lambda: {"demo": settings().demo})
    app.jinja_env.filters |= FILTERS


def _navigation() -> dict:
    """Once per request; the shell uses it twice (top bar, phone's bottom bar)."""
    if "navigation" not in g:
        g.navigation = navigation.navigation(lambda: (g.get("open_count") or queries.open_count(current_user)).words)
    return g.navigation


def asset(filename: str) -> str:
    """The address of a static file, with a part of its hash so that browsers may keep it."""
    return url_for("static", filename=filename, v=_version(filename))


def _version(filename: str) -> str:
    path = Path(current_app.static_folder) / filename
    return _digest(str(path), path.stat().st_mtime_ns) if path.exists() else "0"


@cache
def _digest(path: str, changed: int) -> str:
    return sha256(Path(path).read_bytes()).hexdigest()[:10]


# --- words ----------------------------------------------------------------------------------------------------------


def month_day(day: date | None) -> str:
    """「11-26」"""
    return f"{_day(day):%m-%d}" if day else "—"


def month_day_cn(day: date) -> str:
    """「11月26日」"""
    return f"{day.month}月{day.day}日"


def iso_day(day: date | None) -> str:
    return f"{_day(day):%Y-%m-%d}" if day else "—"


def stamp(at) -> str:
    """「11-19 16:20」, a date without time 「11-19」; another year in front; words stay as they are."""
    if isinstance(at, datetime):
        at = local(at)
        return f"{at:%m-%d %H:%M}" if at.year == today().year else f"{at:%Y-%m-%d %H:%M}"
    if isinstance(at, date):
        return f"{at:%m-%d}" if at.year == today().year else f"{at:%Y-%m-%d}"
    return str(at)


def _day(moment: date) -> date:
    return local(moment).date() if isinstance(moment, datetime) else moment


def yuan(amount) -> str:
    """「98,000.00」"""
    return f"{Decimal(amount):,.2f}"


def capitals(amount) -> str:
    """「玖万捌仟元整」"""
    return cn2an.an2cn(f"{Decimal(amount):.2f}", "rmb")


def bold_number(words: str) -> Markup:
    """The count in a deadline chip stands out: 「逾期 <b>2</b> 天」."""
    return Markup(re.sub(r"(\d+)", r"<b>\1</b>", str(escape(words)), count=1))


def marked(words: str, texts) -> Markup:
    """The words with each text that was looked for marked."""
    if not texts:
        return escape(words)
    parts = re.split("(" + "|".join(map(re.escape, texts)) + ")", words, flags=re.IGNORECASE)
    return Markup("").join(Markup("<mark>{}</mark>").format(part) if at % 2 else part for at, part in enumerate(parts))


STATUTES = {
    "行政处罚法": "罚法", "安全生产法": "安法", "行政强制法": "强法", "行政复议法": "复法", "行政诉讼法": "诉法",
    "行政执法机关移送涉嫌犯罪案件的规定": "移送规定", "民事诉讼法": "民诉法",
    "中华人民共和国": "", "（2021）": "", "（2021年修正）": "",
}  # fmt: skip


def short_basis(basis: str) -> str:
    """「行政处罚法（2021）第58条、第57条」 → 「罚法第58条」, for the narrow column of lists; the page has it in full."""
    for name, short in STATUTES.items():
        basis = basis.replace(name, short)
    return re.split(r"[；;、，,：:]", basis)[0][:12]


def slug(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:8]


def popover_id() -> str:
    """An id no other popover of this page has."""
    g.popovers = g.get("popovers", 0) + 1
    return f"pop-{g.popovers}"


def drawn(result) -> Ruler | None:
    """The ruler of a reckoned period as it stands today, for pages of the packages below."""
    return ruler(result, today())


FILTERS = {
    "drawn": drawn,
    "md": month_day, "md_cn": month_day_cn, "day": spoken, "full_day": full_day, "ymd": iso_day, "stamp": stamp,
    "yuan": yuan, "capitals": capitals, "bold_number": bold_number, "slug": slug, "short_basis": short_basis,
    "law_parts": parts, "without": without, "marked": marked,
}  # fmt: skip
