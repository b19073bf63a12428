"""Administrative review and suit against a decision (行政复议、行政诉讼), seen from the organ that made it, as pure functions."""

from dataclasses import dataclass, field
from datetime import date

from app.core.errors import RuleBroken

KINDS = {"review": "行政复议", "suit": "行政诉讼"}
RESULTS = {
    "review": {
        "maintained": "维持", "changed": "变更", "revoked": "撤销", "redo": "撤销并责令重新作出", "illegal": "确认违法",
        "rejected": "驳回", "withdrawn": "申请人撤回，终止",
    },
    "suit": {
        "maintained": "判决驳回诉讼请求", "changed": "判决变更", "revoked": "判决撤销", "redo": "判决撤销并责令重新作出",
        "illegal": "判决确认违法", "rejected": "裁定驳回起诉", "withdrawn": "裁定准许撤诉",
    },
}  # fmt: skip
APPEAL_PERIODS = {"judgment": "appeal_judgment", "ruling": "appeal_ruling"}
VOID, UNDECIDED = ("revoked", "redo"), ("rejected", "withdrawn")


@dataclass(frozen=True)
class Route:
    """What a party may do against one kind of decision made from a day on.

    periods: rule ids begun by its delivery, the one that ends last at the end; way: what the party does until that day
    undecided: results of a remedy of each kind that leave the decision as if it had not been contested
    """

    decision: str
    since: date
    periods: tuple[str, ...]
    way: str
    article: str
    undecided: dict = field(default_factory=lambda: dict.fromkeys(KINDS, UNDECIDED), hash=False)

    @property
    def last(self) -> str:
        return self.periods[-1]

    @property
    def direct_suit(self) -> bool:
        return "litigation" in self.periods


EITHER = (("review_application", "litigation"), "起诉", "行政复议法（2023）第20条；行政诉讼法（2017）第44条、第46条")
REVIEW_FIRST = (("review_application",), "申请复议", "行政复议法（2023）第23条第1款第1项")
ROUTES = (
    Route("ordinary", date.min, *EITHER),
    Route("on_the_spot", date.min, *EITHER),
    # a review that is refused opens the suit as one that decides does: 行政复议法 (2023) art. 34
    Route("on_the_spot", date(2024, 1, 1), *REVIEW_FIRST, undecided={"review": ("withdrawn",), "suit": UNDECIDED}),
)
LAST_PERIODS = {route.last for route in ROUTES}


def route_of(decision: str, decided_on: date) -> Route:
    """Args: decision: ordinary | on_the_spot. Source: the article of each of ROUTES"""
    return [route for route in ROUTES if route.decision == decision and route.since <= decided_on][-1]


REDO_GROUNDS = {"procedure": "因程序违法被撤销", "other_facts": "依据其他事实和理由", "none": "不再重新作出"}
EVENTS = {
    "hearing": "听证、开庭", "judgment": "一审裁判", "appeal": "上诉", "remanded": "发回重审",
    "stay": "停止执行", "stay_over": "恢复执行", "opinion": "其他进展",
}  # fmt: skip
ANSWER_PERIODS = {("review", False): "review_reply", ("review", True): "review_reply_simplified",
                  ("suit", False): "litigation_defence"}  # fmt: skip
DECISION_PERIODS = {("review", False): "review_decision", ("review", True): "review_decision_simplified"}


def require_exclusive(kind: str, earlier: list[tuple[str, str | None]], route: Route = ROUTES[0]) -> None:
    """One at a time, and none again: who was taken up for review does not sue meanwhile, who sued asks for no review.

    Args:   earlier: (kind, result or None while it runs) of each remedy of this party before; route: of the decision
    Raises: RuleBroken("remedy_open" | "remedy_again" | "review_first")
    Source: 行政复议法 (2023) arts. 23, 29, 34; 行政诉讼法 (2017) arts. 44, 45
    """
    for before, result in earlier:
        if result is None:
            other = KINDS[before]
            text = f"本决定的{other}正在办理：已受理复议的不得同时起诉，已受理诉讼的不得申请复议（复法第29条）。请先登记{other}的结果"
            _refuse("remedy_open", text, "remedy_kind")
        if result in route.undecided[before]:
            continue
        if kind == "review" or before == "suit":
            text = f"本决定已经过{KINDS[before]}，不能再受理{KINDS[kind]}（复法第29条、诉法第45条）。请核对通知书，必要时向该机关提出"
            _refuse("remedy_again", text, "remedy_kind")
    reviewed = any(before == "review" and result not in route.undecided["review"] for before, result in earlier)
    if kind == "suit" and not route.direct_suit and not reviewed:
        text = (
            f"对当场作出的处罚决定不服，应当先申请行政复议，没有经过复议不能直接起诉（{route.article}）。"
            "经过复议的，请先登记复议和结果；没有的，请向法院说明，由法院裁定"
        )
        _refuse("review_first", text, "remedy_kind")


def require_taken_up(accepted_on: date, copy_received_on: date, delivered_on: date, on: date) -> None:
    """Taken up after the decision was served, then the copy came, not later than today.

    Raises: RuleBroken("remedy_dates")
    Source: 行政复议法 (2023) arts. 20, 48; 行政诉讼法 (2017) arts. 46, 67
    """
    if not delivered_on <= accepted_on:
        _refuse("remedy_dates", f"受理（立案）日期不能早于决定书送达的 {delivered_on}", "accepted_on")
    if not accepted_on <= copy_received_on <= on:
        _refuse("remedy_dates", f"收到副本的日期应在 {accepted_on} 至 {on} 之间", "copy_received_on")


def require_own_evidence(evidence: list[dict], decided_on: date) -> None:
    """What is handed in was collected before the decision: none may be gathered meanwhile.

    Args:   evidence: [{"name", "obtained_on" (date)}]
    Raises: RuleBroken("evidence_missing" | "evidence_late")
    Source: 行政复议法 (2023) arts. 46, 70; 行政诉讼法 (2017) arts. 34, 35
    """
    if not evidence:
        _refuse(
            "evidence_missing",
            "没有提交证据、依据的，视为没有证据、依据（复法第70条、诉法第34条）。请列明案卷中的证据",
            "handed_in",
        )
    late = [row["name"] for row in evidence if row["obtained_on"] > decided_on]
    if late:
        text = (
            f"《{'》《'.join(late)}》在 {decided_on} 作出决定以后才取得，不能作为证明原决定合法的证据"
            "（复法第46条、诉法第35条）。请从清单中删去"
        )
        _refuse("evidence_late", text, "handed_in")


def require_between(first: date, day: date, on: date, words: str, field: str) -> None:
    """Raises: RuleBroken("remedy_dates")"""
    if not first <= day <= on:
        _refuse("remedy_dates", f"{words}应在 {first} 至 {on} 之间", field)


def require_head(by_head: bool, reason: str) -> None:
    """The head of the organ appears, or it is said why not and who does instead.

    Raises: RuleBroken("head_absent")
    Source: 行政复议法 (2023) art. 51(2); 行政诉讼法 (2017) art. 3(3)
    """
    if not by_head and not reason.strip():
        text = "机关负责人应当参加听证、出庭应诉；不能出庭的，委托相应的工作人员并写明理由（复法第51条、诉法第3条）"
        _refuse("head_absent", text, "absence_reason")


def require_redo(result: str, redo: str | None) -> None:
    """A revoked decision is made again only for a defect of procedure or on other facts and reasons.

    Raises: RuleBroken("redo_ground")
    Source: 行政复议法 (2023) art. 64; 行政诉讼法 (2017) arts. 70, 71
    """
    if result in VOID and redo not in REDO_GROUNDS:
        _refuse("redo_ground", "请选择撤销以后是否重新作出，以及依据（复法第64条、诉法第71条）", "redo")
    if result == "redo" and redo == "none":
        _refuse("redo_ground", "责令重新作出的，应当在规定的期限内重新作出决定（复法第64条、诉法第70条）", "redo")


def require_appealable(kind: str, judgment_kind: str, result: str) -> None:
    """Only a suit has a first instance; a ruling that may be appealed dismisses the suit, a judgment decides it.

    Args:   kind: of the remedy; judgment_kind: key of APPEAL_PERIODS; result: key of RESULTS["suit"]
    Raises: RuleBroken("no_appeal")
    Source: 行政诉讼法 (2017) art. 85; 法释〔2018〕1号 art. 101
    """
    if kind != "suit":
        _refuse("no_appeal", "复议决定不能上诉，请登记为结果；不服的在十五日内起诉（诉法第45条）", "remedy_step")
    if result == "withdrawn":
        _refuse("no_appeal", "准许撤诉的裁定不能上诉，送达即生效，请登记为结果（诉法解释第101条）", "suit_result")
    if (judgment_kind == "ruling") != (result == "rejected"):
        _refuse("no_appeal", "驳回起诉用裁定，其他用判决（诉法解释第101条）。请核对裁判文书", "suit_result")


def require_other_act(redo: str, alike: bool) -> None:
    """Made again, it is not the same act on the same facts and reasons, unless only the procedure was wrong.

    Args:   redo: key of REDO_GROUNDS; alike: same facts and reasons, and a basically equal penalty
    Raises: RuleBroken("same_act")
    Source: 行政复议法 (2023) art. 64(2); 行政诉讼法 (2017) art. 71; 法释〔2018〕1号 art. 90
    """
    if redo != "procedure" and alike:
        text = (
            "原决定被撤销后，不得以同一事实和理由作出与原决定基本相同的处罚；因程序违法被撤销的除外"
            "（复法第64条、诉法第71条）。请按查明的其他事实、理由重新拟定"
        )
        _refuse("same_act", text, "facts")


def require_none_open(kind: str | None, on: date | None) -> None:
    """No court is asked to enforce what is still under review or before a court.

    Raises: RuleBroken("remedy_open")
    Source: 行政强制法 (2011) art. 53; 行政处罚法 (2021) art. 73(3)
    """
    if kind:
        text = f"{on} 受理的{KINDS[kind]}还没有结果，不能申请法院强制执行（强法第53条）。结果登记以后，申请期限自动重新计算"
        _refuse("remedy_open", text, "execution")


def require_ours_to_enforce(changed_by_review: bool) -> None:
    """Raises: RuleBroken("changed_by_review"). Source: 行政复议法 (2023) art. 78(2)"""
    if changed_by_review:
        text = (
            "复议机关已变更原决定，由复议机关强制执行或者申请人民法院强制执行（复法第78条）。请把缴款情况函告复议机关"
        )
        _refuse("changed_by_review", text, "execution")


def require_not_stayed(number: str | None) -> None:
    """Raises: RuleBroken("stayed"). Source: 行政处罚法 (2021) art. 73(1)"""
    if number:
        _refuse(
            "stayed",
            f"{number} 决定停止执行，恢复以前不能催告、申请执行（罚法第73条）。恢复执行后请先登记",
            "follow_up",
        )


def _refuse(code: str, text: str, field: str):
    raise RuleBroken(code, text, {field: text})
