"""Views the invented people keep of their lists (我的视图)."""

from app.core.saved_filters import save_filter
from app.identity.models import User

KEPT = {
    "zhifa1": [("cases", "我在办的，期限近的在前", {"mine": "1", "status": "handling", "sort": "due"}),
               ("cases", "安全设备", {"q": "安全设备"}), ("inbox", "送达和缴款", {"step": "delivery"})],
    "duizhang": [("cases", "超过办案期限", {"overdue": "1", "sort": "due"}),
                 ("inbox", "今天要审批", {"step": "approval", "span": "today"})],
    "fazhi": [("inbox", "法制审核", {"step": "legal_review"})],
    "juzhang": [("cases", "一案双罚", {"dual": "1"}), ("cases", "待结案", {"status": "closing"})],
}  # fmt: skip


def keep_views(people: dict[str, User]) -> None:
    for account, views in KEPT.items():
        for which, name, args in views:
            save_filter(people[account], which, name, args)
