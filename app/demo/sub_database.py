"""The invented sub-database of special equipment (特种设备子库) that the bureau takes into its ledger, as a table it was sent."""

import io

from openpyxl import load_workbook
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.enterprises import imports
from app.enterprises.models import Enterprise
from app.hazards import sub_import, sub_table
from app.hazards.data_standard import TAKEN
from app.identity.models import User

NAME = "特种设备"
ROWS = (  # (place, what, fields)
    ("厂内 5 吨叉车", "叉车未经定期检验继续使用。", {"grade": "重大"}),
    ("2 号货梯", "货梯门联锁失效。", {"status": "已销号"}),
    ("空压机房储气罐", "储气罐安全阀超过校验有效期。", {"status": "已移送"}),
)


def take_in(person: User) -> None:
    """Args: person: who imports"""
    firms = db.session.scalars(select(Enterprise).where(Enterprise.demo).order_by(Enterprise.id).limit(len(ROWS))).all()
    options = sub_import.options_of(person, NAME, "skip")
    job = imports.start_import(person, f"{NAME}子库.xlsx", table(firms), sub_import.KIND, options)
    imports.run(person, job)


def table(firms: list[Enterprise]) -> bytes:
    """The template, filled in."""
    book, content = load_workbook(io.BytesIO(sub_table.template())), io.BytesIO()
    for number, (firm, (place, what, fields)) in enumerate(zip(firms, ROWS, strict=True), 1):
        found_on = today().replace(day=1).isoformat()
        said = fields | {"sub_number": f"TS-{number:04d}", "uscc": firm.uscc, "enterprise": firm.name, "source": "部门抽查",
                         "found_on": found_on, "found_by": "特种设备安全监察科", "place": place, "description": what}  # fmt: skip
        said |= {"closed_on": found_on} if said.get("status") == "已销号" else {}
        for column, field in enumerate(TAKEN, 1):
            book.worksheets[0].cell(number + 1, column, said.get(field.key))
    book.save(content)
    return content.getvalue()
