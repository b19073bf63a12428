"""The invented bureau at work: every matter is moved only by the commands and forms its people would use.

Matters take turns in the order of their days, with the clock standing at the moment of each act, so that numbers,
periods and the audit chain come out as they would have.
"""

import heapq
import itertools
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta

from app.cases import queries as cases
from app.core.clock import ZONE, frozen, now, today
from app.core.errors import NotAllowed, RuleBroken
from app.demo import beside, contested, hazards, measures, spot, supervised
from app.demo.answers import case_answers, inspection_answers, later, party_answers
from app.demo.matter import Matter
from app.demo.referral_answers import referral_answers
from app.documents import queries as documents
from app.documents.commands import render
from app.documents.rendering import render_pdf
from app.identity import queries as identity
from app.identity.seeding import DEMO_BUREAU, DEMO_STAFF
from app.inspections import queries as inspections
from app.law.queries import holiday_table
from app.workflow import commands as workflow
from app.workflow import queries as workflow_queries
from app.workflow.definitions import definition
from app.workflow.handlers import context_of, prefilled

ACCOUNTS = {  # {bureau: {role: accounts}}
    bureau: {role: [each[0] for each in people if each[3] == role] for role in {each[3] for each in people}}
    for bureau, people in DEMO_STAFF.items()
}
OPENING, CLOSING = 9, 17
DELIVERED = {
    "rectification_order", "on_site_measure", "inquiry_notice", "penalty_notice_entity", "penalty_notice_person", "hearing_right_notice",
    "hearing_notice", "penalty_decision_entity", "penalty_decision_person", "no_penalty_decision", "demand_notice",
    "seizure_inventory", "seizure_extension", "appraisal_commission", "appraisal_notice", "appraisal_opinion_notice",
    "preservation_notice", "preservation_decision", "seizure_decision", "seizure_release", "relief_grant", "relief_refusal",
    "cutoff_warning", "cutoff_notice", "cutoff_restoration", "spot_penalty_decision", "transfer_letter", "correction_notice",
    "hazard_notice", "major_hazard_notice_principal", "major_hazard_notice_controller",
    "listing_notice", "delisting_notice", "reminder_letter", "supervision_rectification_notice", "interview_notice",
    "hazard_extension_reply", "listing_extension_notice",
}  # fmt: skip


def inspection_says(matter: Matter, item) -> dict:
    inspection = inspections.inspection(int(item.subject_id))
    matter.items = inspections.checklist(inspection.sector) if inspection.sector else []
    if item.element == "conduct_inspection":
        matter.found_on = today()
    return inspection_answers(matter)


def party_says(matter: Matter, item) -> dict:
    party = cases.party(int(item.subject_id))
    said = party_answers(matter, party, first_review=not cases.reviews_of(party))
    said["record_payment"] = beside.payment(party, said["record_payment"])
    return said | ({"propose_penalty": contested.proposed_anew()} if party.round_kind else {})


def execution_says(matter: Matter, item) -> dict:
    if spot.is_on_the_spot(item):
        return spot.execution_answers(matter, cases.party(int(item.subject_id)))
    return party_says(matter, item)


SAYS = {  # by procedure: what its people answer, {element: answers}
    "inspection": inspection_says,
    "hazard": hazards.answers,
    "listed_supervision": supervised.answers,
    "escalation_ladder": supervised.answers,
    "supervision_letter": supervised.answers,
    "supervision_look_back": supervised.answers,
    "extension_reply": supervised.answers,
    "penalty_case": lambda matter, _: supervised.case_begun(matter) if "hazard" in matter.say else case_answers(matter),
    "party_proceeding": party_says,
    "execution": execution_says,
    "payment_relief": lambda matter, item: beside.relief_answers(matter, cases.party(int(item.subject_id))),
    "review_or_suit": contested.remedy_answers,
    "daily_penalty": lambda matter, _: contested.daily_answers(matter),
    "paper_correction": lambda matter, _: contested.correction_answers(matter),
    "power_cutoff": lambda matter, _: beside.cutoff_answers(matter),
    "evidence_preservation": lambda matter, _: measures.preservation_answers(matter),
    "delivery_address": lambda matter, _: measures.address_answers(matter),
    "execution_agreement": lambda matter, _: contested.agreement_answers(matter),
    "appraisal": lambda matter, _: measures.appraisal_answers(matter),
    "property_seizure": lambda matter, _: measures.seizure_answers(matter),
    "period_extension": lambda matter, _: measures.extension_answers(matter),
    "public_notice": lambda matter, _: measures.notice_answers(matter),
    "simple_penalty": lambda matter, _: spot.spot_answers(matter),
    "case_transfer": lambda matter, _: spot.transfer_answers(matter),
    "judicial_referral": lambda matter, _: referral_answers(matter),
}


class Desk:
    """Args: matters: what there is to do; end: where the story stops (aware)."""

    def __init__(self, matters: list[Matter], end: datetime):
        self.end = end
        self.order = itertools.count()
        self.calendar = holiday_table().estimated
        self.queue = [(self.opening(matter.begins), next(self.order), matter) for matter in matters]
        heapq.heapify(self.queue)
        names = [name for roles in ACCOUNTS.values() for held in roles.values() for name in held]
        self.users = {name: identity.user_by_name(name) for name in names}
        self.ids = {user.id: user for user in self.users.values()}

    def opening(self, days_ago: int) -> datetime:
        day = self.end.date() - timedelta(days=days_ago)
        return self.working_time(datetime(day.year, day.month, day.day, OPENING, 10 * (next(self.order) % 6), tzinfo=ZONE))

    def working_time(self, moment: datetime, minutes: int = 0) -> datetime:
        """The moment itself in office hours of a working day, else `minutes` after the next opening."""
        if OPENING <= moment.hour < CLOSING and self.calendar.is_working_day(moment.date()):
            return moment
        if moment.hour >= CLOSING:
            moment += timedelta(days=1)
        while not self.calendar.is_working_day(moment.date()):
            moment += timedelta(days=1)
        return moment.replace(hour=OPENING, minute=0) + timedelta(minutes=minutes)

    def run(self, progress) -> None:
        """Work until nobody wants to move anything before the end; papers print beside, in a process of their own.

        Args: progress: told the share of the days that is over, 0 to 1
        """
        self.printing = {}
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as self.press:
            self.work(progress)

    def work(self, progress) -> None:
        begins = self.queue[0][0]
        while self.queue:
            moment, _, matter = heapq.heappop(self.queue)
            if moment > self.end:
                continue
            matter.at = moment
            with frozen(moment):
                workflow.fire_due_timers(50)
                moved = self.act(matter)
            if moved:
                turn = next(self.order)
                heapq.heappush(self.queue, (self.next_time(matter, turn), turn, matter))
            progress((moment - begins) / (self.end - begins))

    def next_time(self, matter: Matter, turn: int) -> datetime:
        """When its people come back to it; whoever punishes on the spot stays there."""
        if matter.last in spot.ON_THE_SPOT:
            return matter.at + timedelta(minutes=6)
        return self.working_time(matter.at + timedelta(hours=matter.pace_hours), minutes=turn * 47 % 400)

    def act(self, matter: Matter) -> bool:
        """One act of one matter. Returns whether it may move on later."""
        if not matter.root_ids:
            self.start(matter)
            return True
        for root_id in [*matter.root_ids]:
            for following in workflow_queries.arisen_from(root_id):
                if following.id not in matter.root_ids and following.process_key in SAYS and hazards.follows(matter, following):
                    matter.root_ids.append(following.id)
        items = [item for root_id in matter.root_ids for item in workflow_queries.open_items(root_id)]
        item = next((item for item in items if not matter.leaves(item) and self.is_time(matter, item)), None)
        if item is not None:
            self.complete(matter, item)
        return bool(items) and any(not matter.leaves(each) for each in items)

    def is_time(self, matter: Matter, item) -> bool:
        """People wait for the days they have set: the re-inspection, the hearing, the payment."""
        if item.element == "review_rectification":
            inspection = inspections.inspection(int(item.subject_id))
            return today() >= inspections.current_order(inspection.id).due_on
        if item.element == "hold_hearing":
            return cases.hearing(cases.party(int(item.subject_id))).starts_at <= now()
        if item.element == "record_inquiry" and matter.appear_at:
            return now().isoformat() >= matter.appear_at
        if not (hazards.is_time(matter, item) and supervised.is_time(matter, item)):
            return False
        if not measures.is_time(matter, item) or spot.waits_for_the_clock(matter, item):
            return False
        return beside.is_time(matter, item) and contested.is_time(matter, item)

    def start(self, matter: Matter) -> None:
        officer = self.users[hazards.finder_of(matter)]
        matter.found_on = today() - timedelta(days=2)
        if matter.from_inspection:
            answers = {"enterprise_id": matter.enterprise.id, "officers": matter.officers, "planned_on": later(1),
                       **spot.occasion(matter.enterprise)}  # fmt: skip
            key = "inspection"
        elif "hazard" in matter.say:
            answers, key = hazards.found(matter), "hazard"
        elif matter.say.get("spot"):
            answers, key = {"enterprise_id": matter.enterprise.id}, "simple_penalty"
        else:
            answers = {"enterprise_id": matter.enterprise.id, "source": "report", "discovered_on": matter.found_on.isoformat(),
                       "summary": f"群众来电反映：{matter.story.finding}。"}  # fmt: skip
            key = "penalty_case"
        matter.root_ids.append(workflow.start_process(officer, key, answers=answers).id)

    def answers(self, matter: Matter, item) -> dict:
        """What the form opened with, overwritten by what this matter's people say."""
        said = SAYS[item.process_key](matter, item)[item.element]
        return said() if callable(said) else said

    def complete(self, matter: Matter, item) -> None:
        """Let whoever may do it complete the task; where two must sign, the second officer signs too."""
        officer = self.users[matter.team[0]]
        if measures.begins(officer, matter, item, self.wait_for_papers):
            return
        if supervised.begins(self.users, matter, item) or beside.begins(officer, matter, item) or contested.begins(officer, matter, item):
            return
        answers = self.answers(matter, item)
        if item.form_key in ("deliver_document", "hand_over_on_spot"):
            self.wait_for_papers(item.root_id)
        for user in self.candidates(matter, item):
            try:
                done = workflow.complete_task(user, item.id, filled(user, item, answers))
            except (NotAllowed, RuleBroken) as refused:
                if isinstance(refused, RuleBroken) and refused.code not in ("separate_duty", "certificate"):
                    raise
                continue
            if done.status == "done":
                matter.seen[item.element], matter.last = matter.seen.get(item.element, 0) + 1, item.element
                matter.appear_at = answers.get("appear_at") or matter.appear_at
                self.send_to_press(item.root_id)
                return
        raise RuntimeError(f"{matter.title}: nobody could do {item.element}")

    def waiting_papers(self, root_id: int) -> list:
        """Papers somebody will deliver: delivery waits for the PDF. The rest is left to the worker."""
        papers = documents.documents_of(root_id)
        return [paper for paper in papers if paper.status == "pending" and paper.template_id in DELIVERED]

    def send_to_press(self, root_id: int) -> None:
        for paper in self.waiting_papers(root_id):
            if paper.id not in self.printing:
                self.printing[paper.id] = self.press.submit(render_pdf, paper.html)

    def wait_for_papers(self, root_id: int) -> None:
        for paper in self.waiting_papers(root_id):
            printed = self.printing.pop(paper.id, None)
            render(paper.id, paper.html, printed and printed.result)

    def candidates(self, matter: Matter, item) -> list:
        """Who may do it, the likeliest first."""
        roles = [candidate.role for candidate in item.candidates]
        assigned = [self.ids[item.assignee_id]] if item.assignee_id in self.ids else []
        named = [user for user_id, user in self.ids.items() if f"user:{user_id}" in roles]
        first = [self.users[name] for name in hazards.first_hands(matter, item) or supervised.first_hands(matter, item)]
        team = [self.users[name] for name in matter.team if "officer" in roles or assigned]
        held = [(candidate.role, candidate.organisation_id or DEMO_BUREAU) for candidate in item.candidates]
        others = [self.users[name] for role, bureau in held for name in ACCOUNTS.get(bureau, {}).get(role, ())]
        return list(dict.fromkeys(assigned + named + first + team + others))


def filled(user, item, said: dict) -> dict:
    """The form as it opened, with what is said typed over it; nothing that is not a field of it."""
    fields = definition(item.instance.release_id).form(item.form_key).components
    opened = prefilled(item.form_key, context_of(user, item, {}))
    known = {key: value for key, value in opened.items() if key in fields}
    return {key: value for key, value in {**known, **said}.items() if value is not None}
