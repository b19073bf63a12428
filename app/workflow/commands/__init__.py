"""The writing side of the engine adapter: each command locks a tree of instances, changes it, settles it."""

from app.workflow.commands.consulting import answer_colleague, ask_colleague, withdraw_question
from app.workflow.commands.managing import (
    add_child,
    cancel_instance,
    end_instance,
    jump,
    note_on_incident,
    resume,
    retry_incident,
    suspend,
)
from app.workflow.commands.messages import deliver_message
from app.workflow.commands.opinions import record_opinion
from app.workflow.commands.origins import note_origin
from app.workflow.commands.releases import deploy
from app.workflow.commands.returning import return_to, withdraw
from app.workflow.commands.sharing import assign, claim, hand_over, release_task, save_draft
from app.workflow.commands.staffing import exclude_person, move_to_bureau, remark, resolve_staffed
from app.workflow.commands.starting import start_process
from app.workflow.commands.tasks import complete_task, sign_task
from app.workflow.commands.timers import fire_due_timers, fire_timer

__all__ = [
    "add_child", "answer_colleague", "ask_colleague", "assign", "cancel_instance", "claim", "complete_task",
    "deliver_message", "deploy", "end_instance", "exclude_person", "fire_due_timers", "fire_timer", "hand_over", "jump", "move_to_bureau",
    "note_on_incident", "note_origin",
    "record_opinion", "release_task", "remark", "resolve_staffed", "resume", "retry_incident", "return_to",
    "save_draft", "sign_task", "start_process", "suspend", "withdraw", "withdraw_question",
]  # fmt: skip
