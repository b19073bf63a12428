"""The law as data: articles, statutory periods, penalty ranges, decision tables, the working-day calendar."""

from app.law import figure_views, views  # noqa: F401  (its pages are the law's)
from app.law.tables import views as table_views  # noqa: F401  (its pages are the law's)


def init_app(app):
    app.register_blueprint(views.bp)
