"""The enterprise's own checks (企业自查): daily, weekly and monthly by its plan, signed, filed; what was missed is seen."""

from app.self_checks import handlers, reward_views  # noqa: F401  (registers what the diagram calls, the pages of rewards)
from app.self_checks.views import bp


def init_app(app):
    app.register_blueprint(bp)
