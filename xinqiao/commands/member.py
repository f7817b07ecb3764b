"""`xinqiao member …`: accounts and roles without mail and without a browser, for whoever runs the installation."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from xinqiao.commands.setting_up import NOT_STARTED, CannotGoOn, ready, speak
from xinqiao.commands.wording import phrase

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import User, Workspace

ROLES: Final = ("owner", "admin", "recruiter", "interviewer", "viewer")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao member`."""
    parser.epilog = phrase(
        "list [--workspace SLUG]                       who is a member, and in which role\n"
        "add EMAIL --workspace SLUG [--role, --name]   an account (if there is none) and its place\n"
        "add EMAIL --new-workspace NAME [--name]       the same, in a workspace made now, as its owner\n"
        "role EMAIL ROLE --workspace SLUG              another role\n"
        "reset-link EMAIL                              an address where the password can be set, once",
        "list [--workspace SLUG]                       成员与角色\n"
        "add EMAIL --workspace SLUG [--role, --name]   建账号（如果没有）并加入\n"
        "add EMAIL --new-workspace NAME [--name]       同上，新建团队空间并成为所有者\n"
        "role EMAIL ROLE --workspace SLUG              换一个角色\n"
        "reset-link EMAIL                              生成一次性的设置密码链接",
    )
    parser.add_argument("act", choices=tuple(_ACTS), help=phrase("what to do", "要做的事"))
    parser.add_argument("email", nargs="?", default="", help=phrase("the account's address", "账号邮箱"))
    parser.add_argument("new_role", nargs="?", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
    parser.add_argument("--workspace", metavar="SLUG", help=phrase("short name of the workspace", "团队空间短名"))
    parser.add_argument("--new-workspace", metavar="NAME", help=phrase("make a workspace", "新建团队空间"))
    parser.add_argument("--role", choices=ROLES, default="recruiter", help=phrase("role", "角色"))
    parser.add_argument("--name", default="", help=phrase("the person's name", "姓名"))


def run(args: argparse.Namespace) -> int:
    """Do it; 0 = done, 1 = not done and nothing changed, 2 = could not start."""
    try:
        if args.act != "list" and not args.email:
            raise CannotGoOn(phrase("Which account? Give its e-mail address.", "请写明账号邮箱。"), NOT_STARTED)
        with ready():
            _ACTS[args.act](args)
    except CannotGoOn as problem:
        speak(str(problem))
        return problem.status
    return 0


def _list(args: argparse.Namespace) -> None:
    from xinqiao.foundation.workspaces.queries import all_workspaces, members

    rows = [_workspace(args.workspace)] if args.workspace else all_workspaces()
    for workspace in rows:
        print(f"{workspace.slug}\t{workspace.name}")
        for member in members(workspace):
            print(f"  {member.user.email}\t{member.role}\t{member.user.name}")


def _add(args: argparse.Namespace) -> None:
    from xinqiao.foundation.workspaces.operations import create_workspace
    from xinqiao.foundation.workspaces.operator import put_member

    if bool(args.workspace) == bool(args.new_workspace):
        raise CannotGoOn(
            phrase(
                "Give either --workspace SLUG or --new-workspace NAME.",
                "请写 --workspace 或 --new-workspace 其中一个。",
            ),
            NOT_STARTED,
        )
    now = datetime.now(UTC)
    known = _workspace(args.workspace) if args.workspace else None
    user, is_new = _account(args.email, args.name)
    if known is None:
        workspace, role = create_workspace(user, name=args.new_workspace, now=now), "owner"
    else:
        workspace, role = known, args.role
        _with_owner_kept(lambda: put_member(workspace, user, role=role, now=now))
    print(f"{workspace.slug}\t{user.email}\t{role}")
    if is_new:
        print(_link_line(user))


def _role(args: argparse.Namespace) -> None:
    from xinqiao.foundation.workspaces.operator import put_member
    from xinqiao.foundation.workspaces.queries import membership

    if not args.new_role or not args.workspace:
        raise CannotGoOn(phrase("Give ROLE and --workspace SLUG.", "请写明角色和 --workspace。"), NOT_STARTED)
    user, workspace = _known_account(args.email), _workspace(args.workspace)
    if membership(user, workspace.slug) is None:
        raise CannotGoOn(
            phrase(f"{user.email} is no member of {workspace.slug}.", f"{user.email} 不是 {workspace.slug} 的成员。")
        )
    _with_owner_kept(lambda: put_member(workspace, user, role=args.new_role, now=datetime.now(UTC)))
    print(f"{workspace.slug}\t{user.email}\t{args.new_role}")


def _reset_link(args: argparse.Namespace) -> None:
    print(_link_line(_known_account(args.email)))


_ACTS: Final[dict[str, Callable[[argparse.Namespace], None]]] = {
    "list": _list,
    "add": _add,
    "role": _role,
    "reset-link": _reset_link,
}


def _with_owner_kept(act: Callable[[], object]) -> None:
    from xinqiao.foundation.workspaces.operations import LastOwner

    try:
        act()
    except LastOwner as problem:
        raise CannotGoOn(
            phrase(
                "Nobody would be left to own the workspace. Make somebody else owner first.",
                "这样团队空间就没有所有者了。请先让另一位成员成为所有者。",
            )
        ) from problem


def _workspace(slug: str) -> Workspace:
    from xinqiao.foundation.workspaces.queries import all_workspaces

    found = {workspace.slug: workspace for workspace in all_workspaces()}
    if slug not in found:
        names = ", ".join(found) or phrase("none", "无")
        raise CannotGoOn(
            phrase(f"There is no workspace {slug}. There are: {names}.", f"没有团队空间 {slug}。现有：{names}。")
        )
    return found[slug]


def _known_account(email: str) -> User:
    from xinqiao.foundation.workspaces.queries import account_of

    user = account_of(email)
    if user is None:
        raise CannotGoOn(phrase(f"There is no account {email}.", f"没有账号 {email}。"))
    return user


def _account(email: str, name: str) -> tuple[User, bool]:
    """The account of the address, and whether it was made now."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from xinqiao.foundation.workspaces.operator import create_account
    from xinqiao.foundation.workspaces.queries import account_of

    user = account_of(email)
    if user is not None:
        return user, False
    try:
        validate_email(email)
    except ValidationError as problem:
        raise CannotGoOn(phrase(f"{email} is no e-mail address.", f"{email} 不是邮箱地址。"), NOT_STARTED) from problem
    return create_account(email, name=name or email.partition("@")[0]), True


def _link_line(user: User) -> str:
    from xinqiao.web.sign_in.reset_links import reset_link

    link = reset_link(user)
    return phrase(f"Set a password (once, within a day): {link}", f"设置密码（一天内有效，只能用一次）：{link}")
