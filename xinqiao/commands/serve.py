"""`xinqiao serve`: one small supervisor that prepares, then keeps web and worker running.

It does not load Django, so that the whole product stays small in memory.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from xinqiao.commands.children import Child
from xinqiao.commands.home_lock import HomeBusy, in_use
from xinqiao.commands.setting_up import NOT_STARTED, CannotGoOn, read_environment, speak
from xinqiao.commands.wording import phrase
from xinqiao.config.environment import Environment
from xinqiao.demo.account import DEMO_EMAIL

STOP_SECONDS = 10.0
_LISTENED_TO = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao serve`."""
    parser.epilog = phrase(
        "Settings come from the environment (docs/settings.md). Stop with Ctrl-C or SIGTERM.\n"
        "Exit status: 0 stopped, 2 settings or port unusable, 3 database of a newer release,\n"
        "4 database not reachable.",
        "设置来自环境变量（docs/settings.md）。用 Ctrl-C 或 SIGTERM 停止。\n"
        "退出状态：0 正常停止，2 设置或端口不可用，3 数据库来自更新的版本，4 连不上数据库。",
    )
    parser.add_argument(
        "--demo", action="store_true", help=phrase("add a team with invented people", "附带一个虚构人物的示例团队")
    )
    parser.add_argument("--port", type=int, metavar="N", help=phrase("port, default 8000", "端口，默认 8000"))
    parser.add_argument(
        "--no-worker",
        action="store_true",
        help=phrase("web pages only; `xinqiao worker` runs elsewhere", "只提供网页，后台任务另由 xinqiao worker 运行"),
    )


def run(args: argparse.Namespace) -> int:
    """Prepare, serve until told to stop; 0 after a normal stop."""
    # Signals are taken one by one in the loop below, so none can get lost between two steps.
    signal.pthread_sigmask(signal.SIG_BLOCK, _LISTENED_TO)
    try:
        env, variables = _settings(args)
        _require_free_port(env)
        with in_use(env.home) as mark:
            return _serve(args, env, variables, mark)
    except CannotGoOn as problem:
        speak(str(problem))
        return problem.status
    except (HomeBusy, OSError) as problem:
        speak(str(problem))
        return NOT_STARTED


def _settings(args: argparse.Namespace) -> tuple[Environment, dict[str, str]]:
    """The checked settings, and the environment for the processes below."""
    variables = dict(os.environ)
    if args.port is not None:
        variables["PORT"] = str(args.port)
    if args.demo:
        variables["DEMO"] = "1"
    # Web and worker never act as the owner of the tables.
    variables.pop("DATABASE_AS_OWNER", None)
    # Each thread's own memory pool would cost more than it gives here.
    variables.setdefault("MALLOC_ARENA_MAX", "2")
    variables["PYTHONUNBUFFERED"] = "1"
    return read_environment(variables), variables


def _require_free_port(env: Environment) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(env.host, env.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise CannotGoOn(_port_sentence(env, problem), NOT_STARTED) from problem


def _port_sentence(env: Environment, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return phrase(
            f"Port {env.port} is in use by another program. Stop that, or choose another: PORT={env.port + 1}",
            f"端口 {env.port} 已被另一个程序占用。请停止它，或换一个端口：PORT={env.port + 1}",
        )
    if problem.errno == errno.EACCES:
        return phrase(
            f"Port {env.port} is reserved for administrators. Choose one from 1024 on.",
            f"端口 {env.port} 需要管理员权限。请选择 1024 以上的端口。",
        )
    return phrase(
        f"Cannot listen on {env.host}, port {env.port} ({problem.strerror}). Check HOST.",
        f"无法在 {env.host} 的端口 {env.port} 上监听（{problem.strerror}）。请检查 HOST。",
    )


def _serve(args: argparse.Namespace, env: Environment, variables: dict[str, str], mark: int) -> int:
    stopped, status = _prepare(args, variables)
    if stopped or status:
        return status
    children = [Child("web", _web_command(env), variables, (mark,))]
    if not args.no_worker:
        children.append(Child("worker", [sys.executable, "-m", "xinqiao.cli", "worker"], variables, (mark,)))
    for child in children:
        child.start()
    try:
        if _wait_for_web(env, children[0]):
            _announce(env, demo=args.demo)
            _watch(children)
    finally:
        _stop(children)
    return 0


def _prepare(args: argparse.Namespace, variables: Mapping[str, str]) -> tuple[bool, int]:
    """Runs the preparation in a process of its own: (whether a stop was asked for, its exit status)."""
    command = [sys.executable, "-m", "xinqiao.commands.preparation", *(["--demo"] if args.demo else [])]
    child = Child("preparation", command, {**variables, "DATABASE_AS_OWNER": "1"})
    child.start()
    while not child.is_gone():
        if _signal(1.0) in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            child.ask_to_stop()
            _stop([child])
            return True, 0
    assert child.process is not None
    return False, abs(child.process.returncode)


def _web_command(env: Environment) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "xinqiao.config.wsgi:application",
        "--host", env.host, "--port", str(env.port), "--workers", str(env.web_processes),
        "--blocking-threads", "4", "--http", "1", "--no-ws", "--log-level", "warning",
        "--workers-kill-timeout", "8",
    ]  # fmt: skip


def _wait_for_web(env: Environment, web: Child) -> bool:
    """Until the first page would answer; False when a stop was asked for or the web process fell."""
    host = "127.0.0.1" if env.host in ("0.0.0.0", "") else "::1" if env.host == "::" else env.host
    while True:
        try:
            with socket.create_connection((host, env.port), timeout=1):
                return True
        except OSError:
            if web.is_gone():
                speak(phrase("The web process did not start; see the lines above.", "网页进程没有启动，原因见上。"))
                return True
        if _signal(0.05) in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            return False


def _announce(env: Environment, *, demo: bool) -> None:
    print(env.public_url, flush=True)
    password = _kept(env.home / "demo-password") if demo else ""
    if password:
        print(
            phrase(
                f"Demo team: {DEMO_EMAIL} · password {password}",
                f"示例团队：{DEMO_EMAIL} · 密码 {password}",
            ),
            flush=True,
        )


def _kept(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _watch(children: list[Child]) -> None:
    """Keeps the processes running until a stop is asked for."""
    while True:
        pauses = [pause for child in children if (pause := child.seconds_to_restart()) is not None]
        if _signal(min([1.0, *pauses])) in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            return
        for child in children:
            status = child.look()
            if status is not None:
                speak(
                    phrase(
                        f"{child.name} ended unexpectedly (status {status}); starting it again.",
                        f"{child.name} 意外结束（状态 {status}），正在重新启动。",
                    )
                )
            child.restart_if_due()


def _stop(children: list[Child]) -> None:
    """Asks every process to end, and ends what is left after ten seconds or at a second Ctrl-C."""
    for child in children:
        child.ask_to_stop()
    end = time.monotonic() + STOP_SECONDS - 1
    while time.monotonic() < end and not all(child.is_gone() for child in children):
        if _signal(0.1) == signal.SIGINT:
            break
    for child in children:
        child.kill()


def _signal(seconds: float) -> int | None:
    """The next signal, or None after a while."""
    taken = signal.sigtimedwait(_LISTENED_TO, seconds)
    return taken.si_signo if taken else None
