"""Duties on screens: substitutes, acting heads, recusal, tasks nobody may do; refused with the way on, nothing typed lost."""

from datetime import date, timedelta

import pytest

from app.cases import queries, recusals
from app.core.clock import frozen, today
from app.core.command import SYSTEM
from app.core.database import db
from app.identity import commands as identity
from app.identity.models import Substitution
from app.workflow import commands as workflow
from app.workflow import queries as tasks
from tests.workflow.diagrams import diagram, end, put_release, start, user
from tests.workflow.walk import answer, only, person, until
from tests.workflow.walk import start as begin
from tests.workflows import penalty_answers as said


def line(key, *steps):
    names = ["s", *(step.split('id="')[1].split('"')[0] for step in steps), "e"]
    put_release(
        diagram(key, start() + "".join(steps) + end(), *(f"{a} {b}" for a, b in zip(names, names[1:], strict=False)))
    )
    return begin("zhifa1", key)


def stand_in(principal, substitute, *roles):
    last = today() + timedelta(days=9)
    return identity.name_substitute(person(principal), person(substitute).id, list(roles), today(), last, "出差")


def test_a_person_names_a_substitute_and_ends_it_on_the_own_page(login):
    browser = login("fazhi")
    asked = {
        "substitute_id": person("zhifa4").id,
        "from_on": today().isoformat(),
        "to_on": "",
        "reason": "外出培训",
        "roles": "legal_reviewer",
    }
    refused = browser.post("/me/substitutes", data=asked)
    assert refused.status_code == 422 and 'value="外出培训"' in refused.text and "还没填" in refused.text
    asked["to_on"] = (today() + timedelta(days=5)).isoformat()
    assert browser.post("/me/substitutes", data=asked).status_code == 302
    for username in ("fazhi", "zhifa4"):
        page = login(username).get("/me").text
        assert "代理中" in page and "外出培训" in page
    row = db.session.query(Substitution).one()
    assert login("zhifa1").post(f"/me/substitutes/{row.id}/end").status_code == 403
    assert browser.post(f"/me/substitutes/{row.id}/end").status_code == 302
    assert "提前结束" in browser.get("/me").text


def test_the_substitute_finds_the_task_is_told_for_whom_and_the_course_says_so(login):
    instance = line("review", user("review", "legal_reviewer"), user("after", "head"))
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    browser, item = login("zhifa4"), only(instance, "review")
    assert f"/tasks/{item.id}" in browser.get("/").text and "代沈亦宁" in browser.get("/").text
    assert "代沈亦宁" not in login("fazhi").get("/").text
    assert "您代<b>沈亦宁</b>办理" in browser.get(f"/tasks/{item.id}").text
    assert browser.post(f"/tasks/{item.id}", json={"answers": {"opinion": "同意"}}).status_code == 200
    assert "许怀瑾（代沈亦宁）" in browser.get(f"/instances/{instance.id}").text


def test_several_claimed_at_once_each_answer_for_themselves(login):
    barred = line(
        "apart", user("investigate", "officer"), user("review", "legal_reviewer", duty__separate_from="investigate")
    )
    answer(barred, "investigate", None, "zhifa4")
    free = line("free", user("review", "legal_reviewer"))
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    browser = login("zhifa4")
    browser.post("/tasks/claim", data={"task": [only(barred, "review").id, only(free, "review").id]})
    shown = browser.get("/").text
    assert "已领取 1 件" in shown and "1 件没有领取" in shown and "许怀瑾办理过本案“investigate”" in shown
    assert only(barred, "review").assignee_id is None and only(free, "review").assignee_id == person("fazhi").id


def test_a_deputy_is_told_why_the_head_s_decision_is_not_his_and_what_he_typed_stays(login):
    instance = line("head", user("decide", "head", duty__head_only="true", law__basis="移送规定第5条"))
    stand_in("juzhang", "fenguan", "head")
    browser, item = login("fenguan"), only(instance, "decide")
    page = browser.get(f"/tasks/{item.id}").text
    assert "只能由正职负责人或者经任命主持工作的负责人本人办理" in page and "移送规定第5条" in page
    browser.post(f"/tasks/{item.id}/draft", json={"answers": {"opinion": "写了一半"}})
    refused = browser.post(
        f"/tasks/{item.id}", json={"answers": {"opinion": "同意"}}, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 422 and "不能委托或者代理" in refused.json["message"]
    assert tasks.task_view(person("fenguan"), item.id).draft == {"opinion": "写了一半"}


def test_the_administrator_appoints_an_acting_head_by_a_paper(login):
    browser, deputy = login("admin"), person("fenguan")
    post = {"organisation_id": "b-yj", "title": "副局长（主持工作）", "role": "head", "from_on": today().isoformat()}
    refused = browser.post(f"/admin/people/{deputy.id}/posts", data=post)
    assert (
        refused.status_code == 422
        and "副职主持工作须凭任命文件" in refused.text
        and "副局长（主持工作）" in refused.text
    )
    assert (
        browser.post(
            f"/admin/people/{deputy.id}/posts", data=post | {"acting_document": "云政任〔2026〕1号"}
        ).status_code
        == 302
    )
    assert "云政任〔2026〕1号" in browser.get(f"/admin/people/{deputy.id}").text
    assert "云政任〔2026〕1号" in login("fenguan").get("/me").text


@pytest.fixture
def case(app):
    with frozen(date(2026, 8, 3)):
        firm, *_ = said.enterprise()
        instance = said.start_case(firm)
        until(app, instance, said.answers(firm), "investigate")
        yield queries.by_root(instance.id)


def test_recusal_is_asked_for_and_decided_on_the_case_page(case, login):
    officer, head = login("zhifa2"), login("fenguan")
    asked = {"user_id": person("zhifa1").id, "applicant": f"party:{case.parties[0].id}", "reason": "系法定代表人的妻弟"}
    refused = officer.post(f"/cases/{case.id}/recusals", data=asked)
    assert refused.status_code == 422 and "系法定代表人的妻弟</textarea>" in refused.text
    assert 'data-open-dialog="ask-recusal"' in refused.text
    assert officer.post(f"/cases/{case.id}/recusals", data=asked | {"ground": "interest"}).status_code == 302
    page = officer.get(f"/cases/{case.id}").text
    assert "待决定" in page and "当事人申请" in page and "作出决定" not in page
    row = recusals.of_case(case.id)[0]
    decided = {"result": "granted", "reason": "经查属实"}
    assert officer.post(f"/cases/{case.id}/recusals/{row.id}", data=decided).status_code == 403
    assert "作出决定" in head.get(f"/cases/{case.id}").text
    assert "1 件回避申请待您决定" in head.get("/").text and "待您决定" not in officer.get("/").text
    refused = head.post(f"/cases/{case.id}/recusals/{row.id}", data=decided)
    assert refused.status_code == 422 and "须同时指定接替人员" in refused.text and "经查属实</textarea>" in refused.text
    done = head.post(f"/cases/{case.id}/recusals/{row.id}", data=decided | {"successor_id": person("zhifa3").id})
    assert done.status_code == 302
    page = head.get(f"/cases/{case.id}").text
    assert "待您决定" not in head.get("/").text
    assert "已回避" in page and "由江知夏接替" in page and "陆知行回避，不再办理本案" in page
    item = only(tasks.instance(case.root_id), "investigate")
    assert "已决定回避" in login("zhifa1").get(f"/tasks/{item.id}").text
    assert login("zhifa1").post(f"/tasks/{item.id}/claim").status_code == 422


def test_a_request_of_another_case_is_not_found(case, login):
    assert (
        login("fenguan").post(f"/cases/{case.id}/recusals/99", data={"result": "granted", "reason": "理由"}).status_code
        == 404
    )


def test_a_task_nobody_may_do_is_shown_on_the_case_the_task_and_the_list_until_somebody_may(case, login):
    for name in ("zhifa1", "zhifa2"):
        identity.revoke_certificate(SYSTEM, person(name).certificates[0].id, today())
    item = only(tasks.instance(case.root_id), "investigate")
    workflow.complete_task(person("zhifa1"), item.id, {"next_step": "evidence", "plan": "收集证据"})
    leader = login("duizhang")
    task = only(tasks.instance(case.root_id), "collect_evidence")
    for path in (f"/cases/{case.id}", f"/tasks/{task.id}", "/incidents", f"/instances/{case.root_id}"):
        assert "没有人可以依法办理：陆知行今天没有有效的执法证" in leader.get(path).text.replace(
            "“收集证据”须由持有效执法证的执法人员办理，", ""
        ), path
    [incident] = tasks.incidents_of(case.root_id)
    again = leader.post(f"/incidents/{incident.id}/retry")
    assert again.status_code == 422 and "重试没有成功" in again.text
    for name in ("zhifa1", "zhifa2"):
        identity.grant_certificate(
            SYSTEM, person(name).id, f"新证 {name}", "省政府", today(), today() + timedelta(days=365)
        )
    assert leader.post(f"/incidents/{incident.id}/retry").status_code == 302
    assert "没有人可以依法办理" not in leader.get(f"/cases/{case.id}").text.split("经过")[0]
