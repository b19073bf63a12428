"""Who sees what (role × area × sector × relation to the case), and what a post or certificate must satisfy. Pure."""

from dataclasses import dataclass
from datetime import date

from app.core.errors import NotAllowed, RuleBroken
from app.identity.permissions import RANK, REACH, ROLES, SUBSTITUTABLE

MIN_PASSWORD = 10
BUREAU_KINDS = {"行业主管部门", "区级部门", "垂直管理机构", "垂直管理机构／企业", "上级部门"}
ENFORCING = "officer"  # the role whose tasks need an enforcement certificate


@dataclass(frozen=True)
class Scope:
    """What one post covers. areas: the post's area with every area inside it; sector None: every sector."""

    role: str
    bureau_id: str
    areas: frozenset[str]
    sector: str | None = None
    narrowed: bool = False  # the post names an area smaller than the bureau's


@dataclass(frozen=True)
class Matter:
    """What access is asked for. people: ids of those who take part (officers, reviewers, performers of its tasks)."""

    bureau_id: str
    bureau_area: str | None = None
    area_id: str | None = None
    sector: str | None = None
    people: frozenset[int] = frozenset()


def may_see(user_id: int | None, scopes: list[Scope], matter: Matter) -> bool:
    """Whoever takes part sees the matter; otherwise a post must cover its bureau, area and sector."""
    return user_id in matter.people or any(_covers(scope, matter) for scope in scopes)


def _covers(scope: Scope, matter: Matter) -> bool:
    if scope.sector and matter.sector and scope.sector != matter.sector:
        return False
    reach = REACH[scope.role]
    if reach == "area":
        return matter.bureau_id == scope.bureau_id or (matter.area_id or matter.bureau_area) in scope.areas
    in_area = not scope.narrowed or matter.area_id is None or matter.area_id in scope.areas
    return reach == "bureau" and matter.bureau_id == scope.bureau_id and in_area


def require_known_role(role: str) -> None:
    if role not in ROLES:
        raise RuleBroken("unknown_role", f"没有“{role}”这个角色，可选：{'、'.join(ROLES.values())}", {"role": "请选择"})


def require_dates_in_order(first: date, last: date | None, field: str) -> None:
    if last is not None and last < first:
        raise RuleBroken("dates", "结束日期早于开始日期，请核对", {field: "不能早于开始日期"})


def require_head_appointed(role: str, acting_document: str, is_deputy: bool, head: str | None) -> None:
    """A bureau has one head (正职); whoever else decides as head is formally appointed to act as one (主持工作).

    Args:   acting_document: number of the paper that appoints to act as head, "" for the head proper;
            is_deputy: holds a deputy's post in that time; head: name of another head proper in that time
    Raises: RuleBroken("acting_document" | "second_head")
    Source: 行政执法机关移送涉嫌犯罪案件的规定 (2020) art. 5; one head to a bureau is practice (M)
    """
    if acting_document and role != "head":
        message = "只有角色为局长的任职才填主持工作的文号；请改选角色，或者清空文号"
    elif role != "head" or acting_document:
        return
    elif is_deputy:
        message = "副职主持工作须凭任命文件（移送规定第5条），请填写文号；只是分管工作的，不要选局长角色"
    elif head:
        message = f"这段时间{head}是本单位正职；由他人主持工作的，请填写任命文件的文号"
        raise RuleBroken("second_head", message, {"acting_document": "请填写文号"})
    else:
        return
    raise RuleBroken("acting_document", message, {"acting_document": message})


def require_substitution(roles: list[str], held: set[str], is_self: bool, is_colleague: bool) -> None:
    """Only own roles are passed on, to a colleague who handles matters; a substitute passes nothing on (不得转委托).

    Args:   held: roles of the principal's own posts in that bureau
    Raises: RuleBroken("own_substitute" | "other_bureau" | "substituted_roles")
    """
    if is_self:
        raise RuleBroken("own_substitute", "不能请自己代理，请另选同事", {"substitute_id": "请另选同事"})
    if not is_colleague:
        message = "代理人须是本单位在任的办案人员，企业、审计、流程设计、管理员账号不能代理，请另选"
        raise RuleBroken("other_bureau", message, {"substitute_id": "不是本单位在任的办案人员"})
    if not roles or not set(roles) <= held & SUBSTITUTABLE:
        message = "请勾选要委托代理的岗位；只能委托自己担任的办案岗位"
        raise RuleBroken("substituted_roles", message, {"roles": message})


def substitute_bar(principal, substitute, role: str, on: date) -> str | None:
    """Why a substitute may not do the tasks of this role on that day (Chinese), or None; asked at every act.

    Source: 行政处罚法 (2021) art. 42: only who holds an enforcement certificate enforces; the rest is office practice (M)
    """
    bureaus = {post.bureau_id for post in principal.held_posts(on) if post.role == role}
    if not principal.active or not bureaus:
        return f"{principal.name}已经不担任所委托的岗位"
    if not substitute.active:
        return f"{substitute.name}的账号已经停用"
    if not any(post.bureau_id in bureaus and post.role in SUBSTITUTABLE for post in substitute.held_posts(on)):
        return f"{substitute.name}已经不在本单位的办案岗位上"
    if role == ENFORCING and substitute.certificate(on) is None:
        return f"{substitute.name}没有有效的执法证，不能代办执法人员的任务（罚法第42条）"
    return None


def require_fit(bars: list[str | None]) -> None:
    """Raises: RuleBroken("substitute_unfit"): one of what `substitute_bar` says"""
    if found := next(filter(None, bars), None):
        message = f"{found}。请另选代理人，或者不委托这个岗位"
        raise RuleBroken("substitute_unfit", message, {"substitute_id": message})


def rank(roles: set[str]) -> int:
    """The highest rank among these roles; 0 for those that have none."""
    return max((RANK.get(role, 0) for role in roles), default=0)


def require_superior(actor_roles: set[str], principal_roles: set[str], is_own_substitute: bool) -> None:
    """For others only a superior sets absence and substitute, and never themselves: nobody gives themselves a post.

    Raises: NotAllowed("not_superior"); RuleBroken("own_substitute")
    """
    if rank(actor_roles) <= rank(principal_roles) or "admin" not in actor_roles and rank(actor_roles) < RANK["team_leader"]:
        raise NotAllowed("not_superior", "只有本单位的上级或者管理员可以替他人登记请假和代理，请由本人或其上级登记")
    if is_own_substitute:
        raise RuleBroken("own_substitute", "替他人登记时不能指定自己代理，请另选同事", {"substitute_id": "请另选同事"})


def require_strong_password(password: str, username: str) -> None:
    """At least 10 characters, not one repeated character, not the account name."""
    if len(password) < MIN_PASSWORD:
        raise RuleBroken("weak_password", f"新密码至少 {MIN_PASSWORD} 位", {"new_password": f"至少 {MIN_PASSWORD} 位"})
    if len(set(password)) < 4 or username.lower() in password.lower():
        message = "新密码太容易猜：不要用账号名，也不要只用几个字符重复"
        raise RuleBroken("weak_password", message, {"new_password": "换一个不容易猜的"})


def organisation_rows(data) -> tuple[list[dict], list[dict]]:
    """Areas and organisations of an imported file, parents before children, each with id, name, kind, level, parent.

    Raises: RuleBroken("organisation_format") naming the row
    """
    if not isinstance(data, dict) or not isinstance(data.get("organisations"), list):
        raise RuleBroken("organisation_format", "机构文件应当含有 organisations 列表")
    return _in_order(data.get("areas") or [], "区域"), _in_order(data["organisations"], "机构")


def _in_order(rows: list, label: str) -> list[dict]:
    read = {}
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not row.get("id") or not row.get("name"):
            raise RuleBroken("organisation_format", f"第 {number} 个{label}缺少 id 或者 name")
        read[row["id"]] = {"level": "", "parent": None, **row, "kind": row.get("kind") or row.get("type") or ""}
    ordered, placed = [], set()

    def place(row, below=()):
        if row["id"] in below:
            raise RuleBroken("organisation_format", f"{label}“{row['name']}”的上级绕成了一圈")
        if row["parent"] and row["parent"] not in read:
            raise RuleBroken("organisation_format", f"{label}“{row['name']}”的上级 {row['parent']} 不在文件里")
        if row["id"] in placed:
            return
        if row["parent"]:
            place(read[row["parent"]], (*below, row["id"]))
        placed.add(row["id"])
        ordered.append(row)

    for row in read.values():
        place(row)
    return ordered
