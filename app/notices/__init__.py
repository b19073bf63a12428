"""Reminders (提醒) in the application and by e-mail, copies for reading (抄送), urging (催办), opinions asked for (会签、加签)."""

from app.notices import asking, views
from app.workflow.registry import consultation_listener


def init_app(app):
    app.register_blueprint(views.bp)
    app.jinja_env.globals |= views.GLOBALS


consultation_listener(asking.tell_of)
