"""Reading enterprises and their persons."""

from sqlalchemy import or_, select

from app.core.database import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.enterprises import timeline
from app.enterprises.models import Enterprise, EnterpriseAccount, EnterpriseChange, EnterprisePerson, ImportJob
from app.enterprises.rules import clean_uscc
from app.identity.models import User


def enterprise(enterprise_id: int) -> Enterprise:
    """Raises: NotFound("enterprise")"""
    found = db.session.get(Enterprise, enterprise_id)
    if found is None:
        raise NotFound("enterprise", "没有这家企业，请从企业列表重新选择")
    return found


def is_sole_proprietor(enterprise_id: int) -> bool:
    """Whether the enterprise and its owner are one: an individual business (个体工商户, its code begins 92 by GB 32100-2015)
    or one with a sole investor (个人独资企业)."""
    row = enterprise(enterprise_id)
    return row.uscc.startswith("92") or any(each.capacity == "sole_investor" for each in row.persons)


def enterprise_by_uscc(uscc: str) -> Enterprise | None:
    return db.session.scalar(select(Enterprise).where(Enterprise.uscc == clean_uscc(uscc)))


def enterprise_by_name(name: str) -> Enterprise | None:
    """The one of exactly this name; of several the first."""
    return db.session.scalar(select(Enterprise).where(Enterprise.name == name).order_by(Enterprise.id).limit(1))


def enterprise_of(user_id: int | None) -> Enterprise | None:
    """The enterprise whose account this person uses (企业账号), None for everybody else."""
    account = db.session.get(EnterpriseAccount, user_id) if user_id else None
    return account and account.enterprise


def account_holders(enterprise_id: int) -> list[int]:
    """Ids of the people who use an account of the enterprise that is in use."""
    query = select(EnterpriseAccount.user_id).join(User, User.id == EnterpriseAccount.user_id)
    mine = query.where(EnterpriseAccount.enterprise_id == enterprise_id, User.active)
    return list(db.session.scalars(mine.order_by(EnterpriseAccount.user_id)))


def person(person_id: int) -> EnterprisePerson:
    """Raises: NotFound("enterprise_person")"""
    found = db.session.get(EnterprisePerson, person_id)
    if found is None:
        raise NotFound("enterprise_person", "没有这个人员，请从企业的人员中重新选择")
    return found


def persons(enterprise_id: int, active: bool = True) -> list[EnterprisePerson]:
    """Those in office, or everybody who ever was."""
    query = select(EnterprisePerson).where(EnterprisePerson.enterprise_id == enterprise_id)
    query = query.where(EnterprisePerson.active) if active else query.order_by(EnterprisePerson.active.desc())
    return list(db.session.scalars(query.order_by(EnterprisePerson.id)))


def person_in_charge(enterprise_id: int) -> EnterprisePerson | None:
    """The main person in charge in office (主要负责人), as the file names them."""
    return next((each for each in persons(enterprise_id) if each.capacity == "main_responsible_person"), None)


def _matching(words: str):
    """By part of the name, or by the beginning of the credit code; several words must all occur."""
    query = select(Enterprise)
    for word in words.split():
        named = Enterprise.name.contains(word, autoescape=True)
        code = clean_uscc(word)
        coded = code.isascii() and code.isalnum()
        query = query.where(or_(named, Enterprise.uscc.startswith(code)) if coded else named)
    return query


def enterprises(search="", area_id=None, sector=None, risk_level=None, page=1) -> Page:
    """A page of the list, by name."""
    query = _matching(search)
    wanted = {"area_id": area_id, "sector": sector, "risk_level": risk_level}
    query = query.filter_by(**{key: value for key, value in wanted.items() if value})
    return page_of(query.order_by(Enterprise.name, Enterprise.id), page)


def suggestions(search: str, limit: int = 20) -> list[Enterprise]:
    """For pickers: names that begin with the words first."""
    query = _matching(search).where(Enterprise.active)
    first = Enterprise.name.startswith(search.strip(), autoescape=True)
    return list(db.session.scalars(query.order_by(first.desc(), Enterprise.name, Enterprise.id).limit(limit)))


def sectors_in_use() -> list[str]:
    query = select(Enterprise.sector).where(Enterprise.sector != "").distinct().order_by(Enterprise.sector)
    return list(db.session.scalars(query))


@timeline.register
def changes(enterprise_id: int) -> list[dict]:
    """The file's own events: opened, changed, persons, risk colour."""
    query = select(EnterpriseChange).where(EnterpriseChange.enterprise_id == enterprise_id)
    return [{"on": row.at, "who": row.user_name, "title": row.text, "detail": row.reason}
            for row in db.session.scalars(query)]  # fmt: skip


def import_job(job_id: int) -> ImportJob:
    """Raises: NotFound("import_job")"""
    found = db.session.get(ImportJob, job_id)
    if found is None:
        raise NotFound("import_job", "没有这次导入，请从导入页重新选择")
    return found


def import_jobs(kind: str = "enterprises", limit: int = 20) -> list[ImportJob]:
    """The latest of a kind, newest first."""
    return list(db.session.scalars(select(ImportJob).where(ImportJob.kind == kind).order_by(ImportJob.id.desc()).limit(limit)))
