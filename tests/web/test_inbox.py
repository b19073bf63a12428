"""The inbox and the task page over HTTP: who sees what, filters, paging by key, drafts, and every refusal."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.core.clock import frozen, now
from app.core.command import SYSTEM
from app.core.database import db
from app.core.settings import ROOT
from app.identity.models import Organisation
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU
from app.inbox import queries
from app.inbox.queries import Filter
from app.workflow import commands
from app.workflow.commands.releases import deploy_shipped
from app.workflow.models import Draft, WorkItem, WorkItemCandidate
from app.workflow.queries import open_items
from app.workflow.steps import STEPS
from tests.builders import make_enterprise

TODAY = date(2026, 11, 23)  # a Monday


def test_every_kind_of_step_of_a_shipped_procedure_has_a_word_in_the_list():
    diagrams = (path.read_text("utf-8") for path in (ROOT / "workflows").glob("*.bpmn"))
    steps = {step for text in diagrams for step in re.findall(r'law\.step" value="([a-z_]+)"', text)}
    assert steps <= STEPS.keys()


@pytest.fixture
def clock(app):
    with frozen(TODAY):
        yield


@pytest.fixture
def shipped(clock):
    deploy_shipped(SYSTEM)
    return make_enterprise(address="鄂城区滨湖路 1 号", legal_representative="顾闻舟")


def begin(enterprise):
    """An inspection started by zhifa1; returns its first task."""
    people = [user_by_name("zhifa1").id, user_by_name("zhifa2").id]
    answers = {"enterprise_id": enterprise.id, "trigger": "plan", "officers": people, "planned_on": "2026-11-30"}
    instance = commands.start_process(user_by_name("zhifa1"), "inspection", answers=answers)
    return open_items(instance.id)[0]


@pytest.fixture
def task(shipped):
    return begin(shipped)


def rows(instance_id: str, number: int, role: str = "legal_reviewer", due: date | None = None, **facts) -> list[str]:
    """Open tasks of one role, as plain rows: what a list needs and nothing else."""
    made = []
    for n in range(number):
        item = WorkItem(id=str(uuid4()), instance_id=instance_id, root_id=instance_id, process_key="inspection",
                        element="x", title=f"审核{n}", status="open", organisation_id=DEMO_BUREAU, opened_at=now(),
                        due_on=due, candidates=[WorkItemCandidate(role=role, organisation_id=DEMO_BUREAU)])  # fmt: skip
        for name, value in facts.items():
            setattr(item, name, value)
        db.session.add(item)
        made.append(item.id)
    db.session.commit()
    return made


def page_text(browser, address="/") -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def plan_answers() -> dict:
    return {"plan_reason": "年度监督检查", "inspect_from_on": "2026-11-30", "inspect_to_on": "2026-11-30",
            "checklist_sector": "", "methods": ["on_site"], "plan_basis": "安全生产法第62条"}  # fmt: skip


# --- who sees what --------------------------------------------------------------------------------------------------


def test_a_task_is_in_the_inbox_of_its_performer_and_of_nobody_else(login, task):
    assert task.title in page_text(login("zhifa1"))
    assert task.title not in page_text(login("fazhi"))


def test_a_task_of_a_role_is_offered_to_everyone_of_the_role_until_one_claims_it(login, task):
    [offered] = rows(task.instance_id, 1)
    assert offered in page_text(login("fazhi"), "/?view=pool") and offered in page_text(login("fazhi2"))
    item = db.session.get(WorkItem, offered)
    item.assignee_id = user_by_name("fazhi").id
    db.session.commit()
    assert offered not in page_text(login("fazhi2")) and offered in page_text(login("fazhi"))
    assert offered not in page_text(login("fazhi"), "/?view=pool")


def test_a_task_two_must_sign_stays_visible_to_the_second_when_the_first_has_it(login, task):
    [offered] = rows(task.instance_id, 1, signatures_needed=2, assignee_id=user_by_name("fazhi").id)
    assert offered in page_text(login("fazhi2"))


def test_a_task_named_to_several_people_is_found_by_them_only(login, task):
    [offered] = rows(task.instance_id, 1)
    item = db.session.get(WorkItem, offered)
    item.candidates = [WorkItemCandidate(role=f"user:{user_by_name('fazhi2').id}")]
    db.session.commit()
    assert offered in page_text(login("fazhi2")) and offered not in page_text(login("fazhi"))


def test_who_has_nothing_to_do_is_told_so_without_filters(login, app):
    assert "现在没有要办的事" in page_text(login("fazhi")) and "全部流程" not in page_text(login("fazhi"))
    enterprise = page_text(login("qiye"))
    assert "单位现在没有要在网上办的事" in enterprise and "请联系文书上写的承办人" in enterprise


def test_closed_tasks_leave_the_list_and_appear_under_done(login, task):
    [offered] = rows(task.instance_id, 1)
    item = db.session.get(WorkItem, offered)
    item.status, item.closed_by, item.closed_at = "done", user_by_name("fazhi").id, now()
    db.session.commit()
    assert offered not in page_text(login("fazhi")) and offered in page_text(login("fazhi"), "/?view=done")


def test_what_one_started_is_listed(login, task):
    assert f"/inspections/{task.subject_id}" in page_text(login("zhifa1"), "/?view=started")


# --- order, filters, paging -----------------------------------------------------------------------------------------


def test_overdue_comes_first_and_each_task_stands_in_its_group(login, task):
    late, now_due, week, later = (
        rows(task.instance_id, 1, due=TODAY + timedelta(days=days))[0] for days in (-3, 0, 4, 30)
    )
    text = page_text(login("fazhi"))
    order = [text.index(f'data-href="/tasks/{key}"') for key in (late, now_due, week, later)]
    assert order == sorted(order)
    heads = [text.index(f'<tr class="grp"><td colspan="9">{words}') for words in ("期限已过", "今天", "本周", "以后")]
    assert [max(h for h in heads if h < at) for at in order] == heads


def test_tasks_without_a_last_day_come_last(task):
    [undated] = rows(task.instance_id, 1)
    rows(task.instance_id, 1, due=date(2030, 1, 1))
    assert queries.page(user_by_name("fazhi"), Filter()).items[-1].id == undated


@pytest.mark.parametrize("span, days", [("over", -1), ("today", 0), ("week", 6), ("later", 7)])
def test_the_span_filter_shows_its_days_only(task, span, days):
    wanted = rows(task.instance_id, 1, due=TODAY + timedelta(days=days))
    for other in {-1, 0, 6, 7} - {days}:
        rows(task.instance_id, 1, due=TODAY + timedelta(days=other))
    assert [item.id for item in queries.page(user_by_name("fazhi"), Filter(span=span)).items] == wanted


def test_search_finds_part_of_a_name_and_takes_wildcards_literally(task):
    [hit] = rows(task.instance_id, 1, subject_label="湖北澄宇精密压铸有限公司")
    rows(task.instance_id, 3)
    person = user_by_name("fazhi")
    assert [item.id for item in queries.page(person, Filter(q="澄宇")).items] == [hit]
    assert queries.page(person, Filter(q="%")).items == []


def test_step_and_procedure_narrow_the_list(task):
    [hit] = rows(task.instance_id, 1, law_step="legal_review")
    rows(task.instance_id, 1, law_step="notice")
    person = user_by_name("fazhi")
    assert [item.id for item in queries.page(person, Filter(step="legal_review")).items] == [hit]
    assert queries.page(person, Filter(process="penalty_case")).total == 0


def test_the_list_is_sorted_as_asked_and_pages_by_key_all_the_same(task):
    made = [rows(task.instance_id, 1, due=TODAY - timedelta(days=n), subject_label=f"（云泽）应急罚〔2026〕{n:02}号_甲",
                 opened_at=now() + timedelta(minutes=n))[0] for n in range(45)]  # fmt: skip
    person = user_by_name("fazhi")

    def walked(sort, **narrowed):
        chosen, seen = Filter(sort=sort, **narrowed), []
        while True:
            page = queries.page(person, chosen)
            seen += [item.id for item in page.items]
            if not page.after:
                return seen
            chosen = Filter(sort=sort, after=page.after, **narrowed)

    assert walked("due") == made[::-1] and walked("new") == made[::-1] and walked("subject") == made
    assert walked("subject", q="应急罚", span="over") == made[1:]


def test_the_page_before_is_found_in_every_order(task):
    rows(task.instance_id, 45, due=TODAY, subject_label="某厂")
    person = user_by_name("fazhi")
    for sort in queries.SORTS:
        first = queries.page(person, Filter(sort=sort))
        second = queries.page(person, Filter(sort=sort, after=first.after))
        back = queries.page(person, Filter(sort=sort, before=second.before))
        assert [item.id for item in back.items] == [item.id for item in first.items], sort


def test_the_task_before_and_after_are_those_of_the_list_one_came_from(login, task):
    early, other, late = (rows(task.instance_id, 1, due=TODAY + timedelta(days=days), subject_label=label,
                               opened_at=now() + timedelta(minutes=days))[0]
                          for days, label in ((1, "甲厂"), (2, "乙店"), (3, "甲厂")))  # fmt: skip
    person, item = user_by_name("fazhi"), db.session.get(WorkItem, early)
    assert queries.neighbours(person, item, Filter()) == (None, other)
    assert queries.neighbours(person, item, Filter(q="甲厂")) == (None, late)
    assert queries.neighbours(person, item, Filter(q="甲厂", sort="new")) == (late, None)
    text = page_text(login("fazhi"), "/?q=甲厂&sort=new")
    assert f"/tasks/{early}?q=%E7%94%B2%E5%8E%82&amp;sort=new" in text


def test_what_one_has_done_is_walked_from_newest_to_oldest(task):
    done = rows(task.instance_id, 3)
    person = user_by_name("fazhi")
    for minutes, key in enumerate(done):
        item = db.session.get(WorkItem, key)
        item.status, item.closed_by, item.closed_at = "done", person.id, now() + timedelta(minutes=minutes)
    db.session.commit()
    assert queries.neighbours(person, db.session.get(WorkItem, done[1]), Filter(view="done")) == (done[2], done[0])


def test_mine_and_claimable_are_lists_of_their_own(task):
    mine, offered = rows(task.instance_id, 2)
    person = user_by_name("fazhi")
    db.session.get(WorkItem, mine).assignee_id = person.id
    db.session.commit()
    assert [item.id for item in queries.page(person, Filter(view="mine")).items] == [mine]
    assert [item.id for item in queries.page(person, Filter(view="pool")).items] == [offered]


def test_several_are_claimed_and_put_back_at_once_and_what_failed_is_said(login, task):
    free, taken = rows(task.instance_id, 2, element="approve_inspection_plan")
    db.session.get(WorkItem, taken).assignee_id = user_by_name("fazhi2").id
    db.session.commit()
    reviewer = login("fazhi")
    answer = reviewer.post("/tasks/claim?sort=new", data={"task": [free, taken, "gone"]})
    assert (answer.status_code, answer.location) == (302, "/?sort=new")
    text = page_text(reviewer)
    assert "已领取 1 件" in text and "2 件没有领取" in text
    assert db.session.get(WorkItem, free, populate_existing=True).assignee_id == user_by_name("fazhi").id
    reviewer.post("/tasks/release", data={"task": [free]})
    assert db.session.get(WorkItem, free, populate_existing=True).assignee_id is None
    assert "还没有选任务" in reviewer.post("/tasks/release", follow_redirects=True).text


def test_paging_by_key_shows_each_task_once_although_tasks_vanish_between_pages(task):
    made = rows(task.instance_id, 50, due=TODAY)
    person, seen, chosen = user_by_name("fazhi"), [], Filter()
    while True:
        page = queries.page(person, chosen)
        seen += [item.id for item in page.items]
        for item in page.items[:5]:
            item.status = "done"
        db.session.commit()
        if not page.after:
            break
        chosen = Filter(after=page.after)
    assert sorted(seen) == sorted(made)


def test_the_page_before_is_the_page_one_came_from(task):
    rows(task.instance_id, 50, due=TODAY)
    person = user_by_name("fazhi")
    first = queries.page(person, Filter())
    second = queries.page(person, Filter(after=first.after, number=first.last))
    back = queries.page(person, Filter(before=second.before))
    assert (second.first, second.last) == (21, 40)
    assert [item.id for item in back.items] == [item.id for item in first.items] and not back.before


def test_counts_stop_where_nobody_cares(task, monkeypatch):
    monkeypatch.setattr(queries, "COUNT_CAP", 10)
    rows(task.instance_id, 12)
    assert queries.open_count(user_by_name("fazhi")).words == "10+"


@pytest.mark.parametrize("address", ["/?view=x&span=y&after=z&n=-1", "/?before=2026-13-01_x", "/?view=done&after=_"])
def test_a_strange_address_shows_the_list_all_the_same(login, task, address):
    page_text(login("zhifa1"), address)


# --- the task page --------------------------------------------------------------------------------------------------


def test_the_task_page_says_what_to_do_and_carries_the_form(login, task):
    text = page_text(login("zhifa1"), f"/tasks/{task.id}")
    assert f"办理“{task.title}”" in text and task.basis in text and "plan_reason" in text
    assert "<style" not in text and " style=" not in text and "onclick" not in text


def test_one_who_may_not_act_reads_why_and_gets_no_form_to_send(login, task):
    text = page_text(login("duizhang"), f"/tasks/{task.id}")
    assert "这件任务由陆知行办理" in text and 'data-submit="task-form"' not in text


def test_a_task_of_another_bureau_is_refused(login, task):
    others = db.select(Organisation.id).where(Organisation.bureau_id == Organisation.id, Organisation.id != DEMO_BUREAU)
    db.session.get(WorkItem, task.id).organisation_id = db.session.scalars(others.limit(1)).one()
    db.session.commit()
    assert login("duizhang").get(f"/tasks/{task.id}").status_code == 403


def test_completing_moves_on_and_says_so(login, task):
    officer = login("zhifa1")
    answer = officer.post(f"/tasks/{task.id}", json={"answers": plan_answers() | sector()})
    assert (answer.status_code, answer.get_json()) == (200, {"url": "/"})
    assert db.session.get(WorkItem, task.id, populate_existing=True).status == "done"
    assert f"已办结：{task.title}" in page_text(officer)


def sector() -> dict:
    from app.inspections.queries import checklist_sectors

    found = checklist_sectors()
    return {"checklist_sector": found[0]} if found else {}


def test_wrong_answers_are_refused_field_by_field_and_change_nothing(login, task):
    answer = login("zhifa1").post(
        f"/tasks/{task.id}", json={"answers": plan_answers() | {"plan_reason": "", "surprise": 1}}
    )
    assert answer.status_code == 422
    assert {"plan_reason", "surprise"} <= set(answer.get_json()["fields"])
    assert db.session.get(WorkItem, task.id, populate_existing=True).status == "open"


def test_who_comes_late_is_told_and_keeps_the_draft(login, task):
    first, late = login("zhifa1"), login("zhifa1")
    first.post(f"/tasks/{task.id}", json={"answers": plan_answers() | sector()})
    answer = late.post(f"/tasks/{task.id}", json={"answers": plan_answers()})
    assert answer.status_code == 409 and "已由他人办理" in answer.get_json()["message"]
    assert late.post(f"/tasks/{task.id}/draft", json={"answers": plan_answers()}).status_code == 200
    assert "办结" in page_text(late, f"/tasks/{task.id}")


def test_a_draft_is_kept_per_person_and_comes_back(login, task):
    login("zhifa1").post(f"/tasks/{task.id}/draft", json={"answers": {"plan_reason": "写到一半"}})
    assert "写到一半" in page_text(login("zhifa1"), f"/tasks/{task.id}")
    assert db.session.get(Draft, (task.id, user_by_name("zhifa1").id)).answers == {"plan_reason": "写到一半"}
    assert task.id in page_text(login("zhifa1"), "/?view=drafts")
    assert task.id not in page_text(login("duizhang"), "/?view=drafts")


def test_a_task_is_passed_on_returned_and_withdrawn_by_plain_posts(login, task):
    officer, leader = login("zhifa1"), user_by_name("zhifa2")
    empty = officer.post(f"/tasks/{task.id}/return", data={"element": "x", "reason": " "}, follow_redirects=True)
    assert "退回要写明理由" in empty.get_data(as_text=True)
    officer.post(f"/tasks/{task.id}", json={"answers": plan_answers() | sector()})
    assert "撤回，重新办理" in page_text(officer, f"/tasks/{task.id}")
    officer.post(f"/tasks/{task.id}/withdraw")
    assert db.session.get(WorkItem, task.id, populate_existing=True).status == "open"
    given = officer.post(f"/tasks/{task.id}/assign", data={"user_id": leader.id})
    assert given.status_code in (302, 422)  # 422: the diagram names the performer, nobody else is lawful


def test_the_preview_shows_the_paper_with_what_is_typed(login, task):
    answer = login("zhifa1").post(f"/tasks/{task.id}/preview", json={"answers": {"plan_reason": "粉尘专项"}})
    drafts = answer.get_json()["drafts"]
    assert answer.status_code == 200 and [one["name"] for one in drafts] == ["现场检查方案"]
    assert "<article" in drafts[0]["html"]


# --- starting, matters, lookups -------------------------------------------------------------------------------------


def test_only_those_who_may_start_a_procedure_find_it(login, shipped):
    assert "/start/inspection" in page_text(login("zhifa1"), "/start")
    assert "/start/inspection" not in page_text(login("fazhi"), "/start")
    assert login("fazhi").get("/start/inspection").status_code == 403


def test_starting_leads_to_the_first_task(login, shipped):
    officer = login("zhifa1")
    people = [user_by_name("zhifa1").id, user_by_name("zhifa2").id]
    answers = {"enterprise_id": shipped.id, "trigger": "plan", "officers": people, "planned_on": "2026-11-30"}
    answer = officer.post("/start/inspection", json={"answers": answers})
    assert answer.status_code == 200 and answer.get_json()["url"].startswith("/tasks/")
    refused = officer.post("/start/inspection", json={"answers": answers | {"officers": []}})
    assert refused.status_code == 422 and "officers" in refused.get_json()["fields"]


def test_the_matter_page_shows_tree_tasks_and_diagram(login, task):
    officer = login("zhifa1")
    assert task.title in page_text(officer, f"/instances/{task.root_id}")
    diagram = officer.get(f"/instances/{task.root_id}/diagram.json").get_json()
    assert task.element in diagram["current"] and diagram["xml"].lstrip().startswith("<?xml")


def test_lookups_find_by_words_and_name_by_ids(login, shipped):
    officer = login("zhifa1")
    [found] = officer.get("/lookup/enterprises?q=云泽").get_json()
    assert found["value"] == shipped.id and shipped.uscc in found["detail"]
    person = user_by_name("zhifa2")
    [named] = officer.get(f"/lookup/officers?ids={person.id}").get_json()
    assert named["label"] == person.name and "执法证" in named["detail"]


def test_everything_here_asks_for_a_login(client, task):
    for address in ("/", f"/tasks/{task.id}", "/start", f"/instances/{task.root_id}"):
        assert client.get(address).status_code == 302
    assert client.get("/lookup/enterprises").status_code == 401
    assert client.post(f"/tasks/{task.id}", json={"answers": {}}).status_code == 401


@pytest.mark.parametrize("body", [{}, [], "x", 1, {"answers": None}, {"answers": [1]}])
def test_a_body_that_holds_no_answers_is_refused_in_words(login, task, body):
    browser = login("zhifa1")
    for act in ("", "/draft", "/preview", "/consequences"):
        refused = browser.post(f"/tasks/{task.id}{act}", json=body)
        assert (refused.status_code, refused.json["code"]) == (422, "body")
    assert browser.post("/start/penalty_case", json=body).json["code"] == "body"
