"""One office in which every procedure waits somewhere on 2026-08-03, built once; from then on nobody acts.

`built` brings the matters to their waiting places through the public doors; `Watch` moves the clock day by day, does what the
worker does, and writes down what came of itself.
"""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import func, select

from app.cases import commands as cases
from app.cases import extensions, parties, periods, queries
from app.cases import queries as case_queries
from app.core.clock import ZONE, today
from app.core.database import db
from app.documents import notice_commands
from app.documents.models import Document
from app.identity import queries as identity
from app.identity.models import User
from app.identity.queries import user_by_name
from app.inbox import deadlines
from app.inspections import power_commands
from app.inspections.models import Inspection
from app.law.commands import upload_holiday_table
from app.notices.models import Notice
from app.notices.sweep import sweep
from app.workflow.commands import fire_due_timers
from app.workflow.models import History, Instance, WorkItem
from app.workflow.queries import arisen_from, open_items
from tests.builders import make_enterprise, make_person
from tests.unit.law.test_commands import NOTICE_2027
from tests.workflow.walk import do, forget, start
from tests.workflows import penalty_answers as said
from tests.workflows import test_case_transfer as transferring
from tests.workflows import test_delivery as delivering
from tests.workflows import test_inspection as inspecting
from tests.workflows import test_judicial_referral as referring
from tests.workflows import test_power_cutoff as cutting
from tests.workflows import test_preservation as preserving
from tests.workflows import test_property_seizure as seizing
from tests.workflows import test_review_or_suit as reviewing
from tests.workflows import test_simple_penalty as spotting

BEGUN = datetime(2026, 8, 3, 9, tzinfo=ZONE)  # a Monday
KINDS = {"task_new": "opens", "task_soon": "soon", "task_ready": "ready", "task_overdue": "overdue"}


def go(matter, plan: dict) -> str:
    """Do what is planned, whatever it is for, until nothing planned is open.

    Args:    matter: a root instance fresh from its command, or its id
             plan: {element: answers, or f(item), or a list of answers for one visit after the other}
    Returns: the id of the matter
    """
    root_id = matter if isinstance(matter, str) else matter.root_id
    visits = {element: iter(planned) for element, planned in plan.items() if isinstance(planned, list)}
    while True:
        forget()
        said.print_papers()
        for item in open_items(root_id):
            given = next(visits[item.element], None) if item.element in visits else plan.get(item.element)
            given = given(item) if callable(given) else given
            if given is not None:
                do(item.id, given)
                break
        else:
            return root_id


def built() -> dict[str, str]:
    """Everything begun on 2026-08-03 at nine. Returns: {name: instance id}"""
    upload_holiday_table(user_by_name("admin"), NOTICE_2027)
    firm, head, manager = said.enterprise()
    found = _parties(firm, head, manager)
    found |= _kept(firm)
    found |= _inspected()
    return found | _referred()


def _parties(firm, head, manager) -> dict[str, str]:
    """One case: the firm has to pay, its head may still state a case, the decision on its manager cannot be delivered."""
    begun = said.start_case(firm)

    def unless(name, answers):
        return lambda item: None if case_queries.party(int(item.subject_id)).name == name else answers(item)

    usual = said.answers(firm, (head, manager))
    root_id = go(begun, usual | {
        "record_statement": unless(head.name, usual["record_statement"]), "record_payment": None,
        "deliver_decision": unless(manager.name, said.deliver),
    })  # fmt: skip
    whose = {party.name: party for party in queries.by_root(root_id).parties}
    at = {item.subject_id: item.instance_id for item in open_items(root_id)}
    found = {
        name: at[str(whose[each.name].id)]
        for name, each in (("fine", firm), ("statement", head), ("undelivered", manager))
    }
    manager_id = whose[manager.name].id
    review = go(cases.begin_remedy(user_by_name("zhifa1"), whose[firm.name]), {
        "register_remedy": reviewing.notice(), "answer_review": reviewing.answer()})  # fmt: skip
    return found | {"review": review, "public notice": _published(manager_id)}


def _published(party_id: int) -> str:
    paper = db.session.scalars(
        select(Document).where(Document.template_id == "penalty_decision_person", Document.subject_id == str(party_id))).one()  # fmt: skip
    officer = user_by_name("zhifa1")
    for method, failure, posted in (("direct", "absent", {}), ("post", "returned", {
            "dispatched_on": today(), "mail_number": "EMS001"})):  # fmt: skip
        notice_commands.record_attempt(officer, [paper.id], method, failure, f"{today()}T08:30", "门锁着。", delivering.TWO,
                                       evidence=[delivering.scan()], **posted)  # fmt: skip
    return go(notice_commands.begin_notice(officer, paper), {
        "propose_notice": delivering.proposed(), "approve_notice": {"notice_result": "approve", "opinion": "同意。"},
        "publish_notice": delivering.published()})  # fmt: skip


def _kept(firm) -> dict[str, str]:
    """A case under investigation from which things were sealed, seized and registered."""
    root_id = go(said.start_case(firm), said.answers(firm) | {"investigate": None})
    found = {"investigation": root_id}
    for name, step, plan in _measures():
        [item] = open_items(root_id)
        do(item.id, {"next_step": step, "plan": "可能灭失。"})
        found[name] = go(arisen_from(root_id)[-1], plan)
    case = queries.by_root(root_id)
    sealed = next(one.row.id for one in periods.of_case(case) if one.rule.id == "sealing" and one.row.is_open)
    asked = {"extension_reason": "型号多。", "done_so_far": "已询问三人。", "opinion": "建议延长三十日。"}
    return found | {"extension": go(extensions.begin(user_by_name("zhifa1"), case, sealed), {"apply_extension": asked})}


def _measures():
    def things(name):
        return {"items": [{"name": name, "quantity": "1 只", "state": "在用"}]}

    returned = {"name": "阀门", "disposal": "returned", "whereto": "交还"}
    disposed = {"settlements": [returned], "disposal_note": "检定合格。", "opinion": "建议。"}
    yield "seizure", "seize", seizing.seizure(propose_disposal=None)
    yield "seizure before approval", "seize", seizing.seizure(
        propose_preservation=seizing.proposal(**things("阀门")), propose_disposal=disposed, approve_disposal=None)  # fmt: skip
    yield "seizure on the spot", "seize", seizing.seizure(
        propose_preservation=seizing.on_the_spot("2026-08-03T08:40") | things("泵"), approve_emergency=None)  # fmt: skip
    yield "registration", "preserve", preserving.answers(propose_disposal=None)
    yield "registration before approval", "preserve", preserving.answers(
        propose_preservation=preserving.answers()["propose_preservation"] | things("账册"), approve_disposal=None)  # fmt: skip


def _inspected() -> dict[str, str]:
    """An inspection with an order, a measure, a transfer and penalties on the spot; the measure led to a cut-off."""
    firm = make_enterprise(
        9, sector=inspecting.queries.GENERAL, address="临江区一号", legal_representative="周砚秋", phone="000"
    )
    make_person(firm)
    firm_id = firm.id
    begun = start("zhifa1", "inspection", {
        "enterprise_id": firm.id, "trigger": "plan", "planned_on": "2026-08-03", "officers": inspecting.officers(),
    })  # fmt: skip
    delivered = inspecting.delivery(delivered_at="2026-08-03T09:00")
    root_id = go(begun, inspecting.ROAD | {
        "draft_inspection_plan": inspecting.plan(inspect_from_on="2026-08-03", inspect_to_on="2026-08-03"),
        "conduct_inspection": inspecting.found(started_at="2026-08-03T08:00", ended_at="2026-08-03T08:50"),
        "decide_inspection_outcome": inspecting.outcome("rectification", "measure", "transfer"),
        "deliver_rectification_order": delivered, "deliver_on_site_measure": delivered,
        "review_rectification": None, "review_resumption": None,
    })  # fmt: skip
    begun_beside = {each.process_key: each for each in arisen_from(root_id)}
    transfer = go(begun_beside["case_transfer"], transferring.plan(record_transfer_reply=None))
    found = {"inspection": root_id, "transfer": transfer, "hazard": begun_beside["hazard"].id}
    cutoff = power_commands.begin_cutoff(user_by_name("zhifa1"), db.session.query(Inspection).one())
    found["cutoff"] = go(cutoff, cutting.answers(await_compliance=None, deliver_cutoff_notice=None))
    for name, changed in (
        ("fine on the spot", {"record_payment": None, "report_back": None}),
        ("cash", {"hand_over_on_spot": lambda item: spotting.handed(**spotting.COLLECTED), "hand_in_fine": None}),
        (
            "cash at the bank",
            {"hand_over_on_spot": lambda item: spotting.handed(**spotting.COLLECTED), "deposit_fine": None},
        ),
    ):
        begun = start("zhifa1", "simple_penalty", {"enterprise_id": firm_id})
        told = {"tell_on_spot": lambda item: spotting.told(found_at="2026-08-03T08:30")}
        found[name] = go(begun, spotting.plan(**told, **changed))
    return found


def _referred() -> dict[str, str]:
    """Two suspected crimes: the head has to decide on one, the police to answer on the other."""
    firm = make_enterprise(8, address="临江区二号", legal_representative="周砚秋")
    boss = make_person(firm, id_no="420700197501010011", position="总经理")
    officers = identity.officers(referring.group())
    case = cases.apply_filing(
        officers[0], None, officers, parties.rows(firm.id, True, [{"person": boss.id, "capacity": boss.capacity, "address": "二号"}]),
        enterprise_id=firm.id, inspection_id=None, root_id=None, organisation_id=officers[0].bureau_id, source="report",
        discovered_on=today(), cause="拒不停止使用", facts="擅自恢复使用。", basis="罚法第54条", conduct_on=date(2026, 8, 1), harmful=False,
    )  # fmt: skip
    cases.file_case(officers[0], case, "（云泽）应急立〔2026〕9号")
    sent = {"transferred_at": "2026-08-03T09:00", "copied_on": "2026-08-03"}
    plans = {"referral": {"decide_referral": None}, "police": {
        "transfer_to_police": referring.ROAD["transfer_to_police"] | sent, "record_police_reply": None}}  # fmt: skip
    found, ids = {}, [(party.id, case.id) for party in case.parties]
    for (name, changed), (party_id, case_id) in zip(plans.items(), ids, strict=True):
        begun = start("zhifa1", "judicial_referral", data={"party_id": party_id, "case_id": case_id})
        found[name] = go(begun, referring.ROAD | changed)
    return found


class Watch:
    """What came of itself, {name: ["08-12 soon approve_disposal fenguan,juzhang", …]}: notices, timers, automatic steps, and
    the first day a task is shown as overdue (red)."""

    def __init__(self, names: dict[str, str], advance):
        self.names = {instance_id: name for name, instance_id in names.items()}
        self.advance, self.log, self.red = advance, defaultdict(list), set()
        self.works()
        self.history, self.notice = (db.session.scalar(select(func.max(each.id))) or 0 for each in (History, Notice))

    def works(self) -> None:
        """What the worker does, as if it were started anew: nothing is kept in memory."""
        while fire_due_timers(50) or sweep():
            forget()
        forget()

    def until(self, day: date, step: int = 1) -> None:
        """Let the days go by. Args: step: the worker only comes up every so many days"""
        while today() < day:
            self.advance(days=min(step, (day - today()).days))
            self.works()
            self.works()
            self._write_down()

    def _write_down(self) -> None:
        rows = db.session.scalars(select(History).where(History.id > self.history).order_by(History.id)).all()
        for row in rows:
            self.history = row.id
            if row.kind in ("timer", "service") and not (row.element or "").startswith("issue_"):
                self._note(row.instance_id, row.kind, row.element)
        told = defaultdict(list)
        for row in db.session.scalars(select(Notice).where(Notice.id > self.notice).order_by(Notice.id)):
            self.notice = row.id
            item = db.session.get(WorkItem, row.path.removeprefix("/tasks/"))
            what = item.element if row.about.startswith("work_item") else f"period@{item.element}"
            told[item.instance_id, KINDS[row.kind], what].append(db.session.get(User, row.user_id).username)
        for (instance_id, kind, what), people in told.items():
            self._note(instance_id, kind, what, ",".join(sorted(people)))
        self._look()
        forget()

    def _look(self) -> None:
        items = db.session.scalars(select(WorkItem).where(WorkItem.status == "open", WorkItem.due_on < today())).all()
        for item_id, left in deadlines.chips(items).items():
            item = next(each for each in items if each.id == item_id)
            if left.state == "over" and item_id not in self.red:
                self.red.add(item_id)
                self._note(item.instance_id, "red", item.element)

    def _note(self, instance_id: str, *what: str) -> None:
        while instance_id not in self.names and (above := db.session.get(Instance, instance_id).parent_id):
            instance_id = above
        self.log[self.names.get(instance_id, instance_id)].append(" ".join((f"{today():%m-%d}", *what)))
