"""What `xinqiao doctor` looks at outside the database."""

from __future__ import annotations

import os
import shutil
import stat
from importlib import import_module
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from xinqiao.commands.findings import Finding, ok, problem, warning
from xinqiao.config.environment import Environment

GIB: Final = 1024**3
LITTLE_SPACE: Final = 2 * GIB
TOO_LITTLE_SPACE: Final = GIB // 4
_SECRETS: Final = ("secret_key", "demo-password")
_FONT_PLACES: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
# As Debian's packages name them.
_CHINESE_FONTS: Final = ("wqy-", "notosanscjk", "notoserifcjk", "notosanssc", "sourcehansans", "droidsansfallback")
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def check_data_directory(env: Environment) -> Finding:
    """Writable for us, closed to all others."""
    name, home = "data_directory", env.home
    if not os.access(home, os.W_OK | os.X_OK):
        return problem(
            name, f"The data directory {home} cannot be written by this account.", f"当前账号不能写入数据目录 {home}。"
        )
    open_places = [home, *(home / secret for secret in _SECRETS)]
    too_open = [str(place) for place in open_places if place.exists() and _readable_by_others(place.stat().st_mode)]
    if too_open:
        names = " ".join(too_open)
        return warning(
            name,
            f"Other accounts of this machine can read {names}. Run: chmod go-rwx {names}",
            f"本机其他账号可以读取 {names}。请运行：chmod go-rwx {names}",
        )
    return ok(name, f"The data directory {home} is writable and private.", f"数据目录 {home} 可写且不对外开放。")


def _readable_by_others(mode: int) -> bool:
    return bool(stat.S_IMODE(mode) & 0o077)


def check_disk(env: Environment) -> Finding:
    """Room for what is to come."""
    free = shutil.disk_usage(env.home).free
    size = f"{free / GIB:.1f} GiB"
    if free < TOO_LITTLE_SPACE:
        return problem("disk", f"Only {size} are free on the disk. Make room.", f"磁盘只剩 {size}，请腾出空间。")
    if free < LITTLE_SPACE:
        return warning("disk", f"{size} are free on the disk.", f"磁盘剩余 {size}。")
    return ok("disk", f"{size} are free on the disk.", f"磁盘剩余 {size}。")


def check_secure_context(env: Environment) -> Finding:
    """Passkeys, encryption in the browser, microphone and push work over HTTPS or on localhost only."""
    name, parts = "secure_context", urlsplit(env.public_url)
    if parts.scheme == "https":
        if not env.trust_proxy_headers:
            return warning(
                name,
                "PUBLIC_URL is https, so a proxy stands in front; set TRUST_PROXY_HEADERS=1, "
                "or limits by address count the proxy as one visitor.",
                "PUBLIC_URL 是 https，说明前面有代理；请设 TRUST_PROXY_HEADERS=1，"
                "否则按地址的限制会把所有访客算成一个。",
            )
        return ok(name, f"Reached over HTTPS ({env.public_url}).", f"通过 HTTPS 访问（{env.public_url}）。")
    if parts.hostname == "localhost":
        return ok(name, f"Reached on this machine ({env.public_url}).", f"在本机访问（{env.public_url}）。")
    return problem(
        name,
        f"{env.public_url} is neither HTTPS nor localhost: browsers refuse passkeys, microphone and push there. "
        "Put a proxy with a certificate in front and set PUBLIC_URL=https://…",
        f"{env.public_url} 既不是 HTTPS 也不是 localhost，浏览器在那里不允许通行密钥、麦克风和推送。"
        "请在前面放带证书的代理，并设置 PUBLIC_URL=https://…",
    )


def check_buffering(env: Environment) -> Finding:
    """Whether something stands between slow strangers and the few threads that answer."""
    name = "buffering"
    if env.host in _LOOPBACK or env.trust_proxy_headers:
        return ok(name, f"Listens on {env.host}.", f"监听 {env.host}。")
    return warning(
        name,
        f"Listens on {env.host} without a proxy (TRUST_PROXY_HEADERS is off): a few slow uploads can keep everybody "
        "waiting. On an open network put a proxy in front that buffers requests (docs/operations.md).",
        f"监听 {env.host}，前面没有代理（未设 TRUST_PROXY_HEADERS）：几个很慢的上传就能让所有人等待。"
        "在开放网络上，请在前面放一个会缓冲请求的代理（见 docs/operations.md）。",
    )


def check_mail(env: Environment) -> Finding:
    """Whether sign-in mails can leave."""
    if env.mail is None:
        return warning(
            "mail",
            "No mail server is set (EMAIL_URL). Invitations and password links are copied by hand; "
            "`xinqiao member reset-link` makes one.",
            "没有设置邮件服务器（EMAIL_URL）。邀请与密码链接需要手工复制，xinqiao member reset-link 可以生成。",
        )
    return ok(
        "mail",
        f"Mail goes out through {env.mail.host}:{env.mail.port}.",
        f"邮件经 {env.mail.host}:{env.mail.port} 发出。",
    )


def check_pdf(env: Environment) -> Finding:
    """Whether PDF files can be made here."""
    try:
        import_module("weasyprint")
    except (ImportError, OSError):
        return warning(
            "pdf",
            "PDF files cannot be made here (WeasyPrint or Pango is missing); pages print from the browser instead. "
            "As root: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-wqy-microhei, "
            "then restart.",
            "这里不能生成 PDF（缺少 WeasyPrint 或 Pango），可以用浏览器打印。要装上，请以 root 运行："
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-wqy-microhei，然后重新启动。",
        )
    if not _has_chinese_font():
        return warning(
            "pdf",
            "PDF files can be made, but no font with Chinese was found: hanzi would come out as boxes. "
            "As root: apt-get install fonts-wqy-microhei",
            "可以生成 PDF，但没有找到中文字体，汉字会变成方框。请以 root 运行：apt-get install fonts-wqy-microhei",
        )
    return ok("pdf", "PDF files can be made.", "可以生成 PDF。")


def _has_chinese_font() -> bool:
    files = (file.name.lower() for place in _FONT_PLACES for file in place.glob("**/*.[to]t[cf]"))
    return any(name.startswith(_CHINESE_FONTS) for name in files)


def check_static_files(env: Environment) -> Finding:
    """Whether styles and scripts lie ready."""
    if (env.home / "static" / "staticfiles.json").is_file():
        return ok("static_files", "Styles and scripts lie ready.", "样式与脚本已就绪。")
    return warning(
        "static_files",
        "Styles and scripts are not prepared yet; `xinqiao serve` does it.",
        "样式与脚本还没有准备，xinqiao serve 启动时会自动完成。",
    )
