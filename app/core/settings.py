"""Settings, read from the environment once. Every value has a default that suits one desk."""

import os
import secrets
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from flask import current_app

from app.core.errors import RuleBroken
from app.core.yaml_file import read_yaml

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Organ:
    """The organ (机关) in whose name papers are issued; `documents/organ.yaml`, or `organ.yaml` in the data folder.

    word: how document numbers name it; medium: where listings are made public
    safety_office: {name, word} of the office of its safety committee (安委办), in whose name a bureau supervises; a body
    without one supervises in its own name
    bureaus: {organisation: what differs} of the other bureaus that issue papers in their own name
    """

    name: str
    short_name: str
    area: str
    government: str
    court: str
    procuratorate: str
    police: str
    payment_bank: str
    payment_account: str
    address: str
    phone: str
    organisation: str
    invented: bool = False
    word: str = "应急"
    medium: str = ""
    safety_office: dict = field(default_factory=dict, compare=False)
    bureaus: dict = field(default_factory=dict, compare=False)

    def signing(self, issuer: str) -> "Organ":
        """In whose name a paper goes out. Args: issuer: bureau | safety_office | enterprise (its own paper, only filed here)"""
        if issuer == "enterprise":
            return replace(self, name="", short_name="", word="")
        return replace(self, **self.safety_office) if issuer == "safety_office" else self

    @property
    def ledger(self) -> str:
        """Whose book of numbers its papers count in."""
        return self.short_name if self.word == Organ.word else f"{self.short_name}{self.word}"


@dataclass(frozen=True)
class Settings:
    """Typed settings. `home` holds everything that changes: database, files, fonts, keys."""

    home: Path = field(default_factory=lambda: Path(os.environ.get("ANLIU_HOME", ROOT / "var")))
    database_url: str = field(default_factory=lambda: os.environ.get("ANLIU_DATABASE_URL", ""))
    fonts: Path = field(default_factory=lambda: Path(os.environ.get("ANLIU_FONTS", ROOT / "var/fonts")))
    demo: bool = field(default_factory=lambda: os.environ.get("ANLIU_DEMO", "") == "1")
    secure_cookies: bool = field(default_factory=lambda: os.environ.get("ANLIU_HTTPS", "") == "1")
    testing: bool = False
    address: str = field(default_factory=lambda: os.environ.get("ANLIU_URL", "").rstrip("/"))  # as people type it
    smtp_host: str = field(default_factory=lambda: os.environ.get("ANLIU_SMTP_HOST", ""))  # "": no mails
    smtp_port: int = field(default_factory=lambda: int(os.environ.get("ANLIU_SMTP_PORT") or 25))
    smtp_security: str = field(default_factory=lambda: os.environ.get("ANLIU_SMTP_SECURITY", "none"))  # starttls | tls
    smtp_user: str = field(default_factory=lambda: os.environ.get("ANLIU_SMTP_USER", ""))
    smtp_password: str = field(default_factory=lambda: os.environ.get("ANLIU_SMTP_PASSWORD", ""), repr=False)
    mail_from: str = field(default_factory=lambda: os.environ.get("ANLIU_MAIL_FROM", ""))

    @property
    def sends_mail(self) -> bool:
        return bool(self.smtp_host and self.mail_from and self.address)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'anliu.db'}"

    @cached_property
    def secret_key(self) -> str:
        """From ANLIU_SECRET_KEY, else a key kept in the data folder with owner-only rights."""
        if key := os.environ.get("ANLIU_SECRET_KEY"):
            return key
        path = self.home / "secret_key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text()

    @cached_property
    def organ(self) -> Organ:
        own = self.home / "organ.yaml"
        return Organ(**read_yaml((own if own.exists() else ROOT / "documents/organ.yaml").read_text("utf-8")))

    def organ_of(self, bureau_id: str | None) -> Organ:
        """The organ a bureau issues papers as; without a bureau the installation's own.

        Raises: RuleBroken("organ_unknown"): no bureau signs in another's name
        """
        if bureau_id in (None, self.organ.organisation):
            return self.organ
        if bureau_id not in self.organ.bureaus:
            raise RuleBroken("organ_unknown", f"没有登记机关 {bureau_id} 的落款信息，不能用别的机关的名义签发；"
                             "请管理员在数据目录的 organ.yaml 里，把它写到 bureaus 下面")  # fmt: skip
        own = {"safety_office": {}, "bureaus": {}} | self.organ.bureaus[bureau_id]
        return replace(self.organ, organisation=bureau_id, **own)


def settings() -> Settings:
    """The settings of the running application."""


    return current_app.config["ANLIU"]
