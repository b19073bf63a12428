"""Pages of the data standard (字段字典) and of sub-databases that are taken into the ledger (行业子库导入)."""

from flask import jsonify, render_template, send_file
from flask_login import current_user

from app.core.headers import saved_as
from app.core.table_file import XLSX
from app.enterprises.import_pages import Desk, add_pages
from app.hazards import data_standard, sub_import, sub_table
from app.hazards.views import bp
from app.identity.sessions import requires


@bp.get("/standard")
@requires("read_hazards")
def show_standard():
    """The dictionary of the ledger's fields, with its version."""
    return render_template("hazards/standard.html", said=data_standard.dictionary(), kinds=data_standard.KINDS,
                           taken=data_standard.TAKEN_WORDS)  # fmt: skip


@bp.get("/standard.json")
@requires("read_hazards")
def standard_json():
    """The dictionary for programs: {"standard", "version", "fields"}."""
    answer = jsonify(data_standard.dictionary())
    answer.headers.update(saved_as(f"{data_standard.NAME}_{data_standard.VERSION}.json"))
    return answer


@bp.get("/standard.xlsx")
@requires("read_hazards")
def standard_xlsx():
    """The dictionary as a table file."""
    name = f"{data_standard.NAME}_{data_standard.VERSION}.xlsx"
    return send_file(data_standard.dictionary_book(current_user.name), mimetype=XLSX, as_attachment=True, download_name=name)


add_pages(bp, "/imports", Desk(
    sub_import.KIND, ("hazards.list_hazards", "隐患"), "未销号的从流程第一个任务办起，已了结的只作子库历史记录",
    "最多 5 万行、64 MB。每条隐患有子库编号，同一张表再导入不会重复登记。",
    {"created": "登记", "updated": "并入已有", "unchanged": "没有变动"},
    sub_table.template, "没有登记的疑似重复", "hazards/import_fields.html",
    lambda form: sub_import.options_of(current_user, form.get("sub_database", ""), form.get("doubles", "")),
    lambda: {"sub_databases": sub_import.sub_databases(current_user.bureau_id), "doubles": sub_import.DOUBLES},
))  # fmt: skip
