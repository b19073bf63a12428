"""What a deployment check finds: one finding with a stable code, the element and what to do about it."""

from dataclasses import asdict, dataclass

from app.core.errors import AnliuError


@dataclass(frozen=True)
class Problem:
    """One finding (问题).

    Args: code: stable snake_case identifier; element: id of the BPMN element or key of the form field, None = the file;
          message: Chinese, what is wrong and what to do; severity: "error" refuses the deployment, "warning" does not
    """

    code: str
    element: str | None
    message: str
    severity: str = "error"

    def as_dict(self) -> dict:
        return asdict(self)


class Refused(AnliuError):
    """A file the office cannot deploy (流程文件不能部署); `problems` lists everything found, errors first."""

    status = 422

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(problems, key=lambda problem: problem.severity != "error")
        first = self.problems[0]
        super().__init__(first.code, first.message)


def errors(problems: list[Problem]) -> list[Problem]:
    """Only the findings that refuse the deployment."""
    return [problem for problem in problems if problem.severity == "error"]
