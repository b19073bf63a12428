"""The one place where a refusal becomes a page or JSON; anything unexpected becomes an incident with a number."""

import secrets

from flask import Flask, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.core import refusals
from app.core.clock import now
from app.core.errors import AnliuError

TITLES = {
    400: "这次提交没有收下", 401: "请先登录", 403: "这件事您不能办", 404: "没有找到",
    405: "这里不接受这样的请求", 409: "情况刚刚变了", 413: "文件太大", 422: "还有要改的地方", 500: "系统没办成",
}  # fmt: skip
ADVICE = {
    400: "页面可能已经过期。返回上一页刷新后再办，已保存的草稿还在。",
    403: "您的岗位没有这项权限。如确需办理，请联系管理员调整岗位。",
    404: "网址可能抄错了，或者这件事已经移走。可以从待办或搜索里再找一次。",
    405: "请从页面上的按钮办理。",
    413: "一次最多上传 64 MB，请压缩或分开上传。",
}


def wants_json() -> bool:
    """Fetch requests get JSON; people get pages."""
    if request.path.startswith(("/lookup/", "/engine-rest")) or request.is_json:
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def refusal(code: str, message: str, status: int, fields: dict | None = None, incident: str = ""):
    """The answer to a refused request, as JSON {"code", "message", "fields", "incident"} or as a page."""
    if wants_json():
        return jsonify(code=code, message=message, fields=fields or {}, incident=incident), status
    facts = {"title": TITLES.get(status, TITLES[400]), "message": message, "status": status, "incident": incident}
    return render_template("errors/refused.html", **facts), status


def _refused(error: AnliuError):
    refusals.keep(error)
    return refusal(error.code, error.message, error.status, error.messages if error.fields else None)


def _expired(_error: CSRFError):
    return refusal("csrf", ADVICE[400], 400)


def _http(error: HTTPException):
    if error.code is None or error.code < 400:
        return error
    answer = refusal(f"http_{error.code}", ADVICE.get(error.code, ADVICE[400]), error.code)
    if error.code != 405:
        return answer
    body, status = answer
    return body, status, {"Allow": ", ".join(error.valid_methods or [])}


def _log_incident(app: Flask):
    """Every unexpected error is logged in full under the number the person is shown."""

    def log(exc_info):
        g.incident = f"{now():%Y-%m%d}-{secrets.token_hex(3)}"
        app.logger.error("事件 %s %s %s", g.incident, request.method, request.path, exc_info=exc_info)

    return log


def _failed(_error: InternalServerError):
    incident = g.get("incident", "")
    message = "这一步没有办成，已办的事都在，没有只办一半。请再试一次；还不行，把事件号告诉管理员。"
    try:
        return refusal("incident", message, 500, incident=incident)
    except Exception:  # the page itself needs what is broken (the database, a template): say it without a page
        return f"系统没办成。{message}事件号：{incident}", 500, {"Content-Type": "text/plain; charset=utf-8"}


def init_pages(app: Flask) -> None:
    app.register_error_handler(AnliuError, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _failed)
    app.log_exception = _log_incident(app)
