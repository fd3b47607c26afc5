"""`python -m bot`: run the bot, or with a word: `web`, its endpoint; `doctor`, `db`, `keys` …"""

from __future__ import annotations

import argparse
import asyncio
import gc
import io
import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.exits import CANNOT_START, hold
from bot.run_as import CannotRunAs, leave_root

if TYPE_CHECKING:
    from bot.config.settings import Settings


def main(arguments: list[str] | None = None, program: str = "python -m bot") -> int:
    """Read the settings, set up logging, run; return the exit code."""
    options = _parser(program).parse_args(arguments)
    os.umask(0o077)
    # A dump of the memory would have the keys and everyone's tokens.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for stream in (sys.stdout, sys.stderr):
        # A terminal with another encoding must not turn a message into a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        leave_root(os.environ)
    except CannotRunAs as error:
        print(error, file=sys.stderr, flush=True)
        return hold(CANNOT_START) if options.hold else CANNOT_START
    if options.command == "doctor":
        from bot.doctor.command import doctor

        return doctor(as_json=options.json)
    if options.command == "setup":
        from bot.setup.command import in_terminal

        return in_terminal()
    if options.command in ("db", "keys"):
        return _data(options)
    if options.command == "import":
        from bot.import_commands import Wanted, import_red

        return import_red(Wanted(options.folder, options.client_id, for_real=options.yes))
    code = _run(only_web=options.command == "web")
    return hold(code) if options.hold and code == CANNOT_START else code


def _data(options: argparse.Namespace) -> int:
    if options.command == "keys":
        from bot import key_commands

        return key_commands.rotate() if options.action == "rotate" else key_commands.check()
    if options.action == "copy":
        from bot.db_commands import copy

        return copy(options.source, options.to or options.target)
    from bot import backup_commands as backups

    if options.action == "backup":
        return backups.db_backup(options.file, with_key=options.with_key)
    if options.action == "restore":
        return backups.db_restore(options.file)
    return backups.db_check(options.file)


def _run(*, only_web: bool) -> int:
    # Nothing that an import makes is garbage, and looking for some takes a third of the start.
    # Turned on again by bot.garbage_collection.freeze_imports, which each role calls.
    gc.disable()
    from bot.config.settings import ConfigError, format_problems, load
    from bot.logs import configure

    try:
        settings = load(os.environ, Path(".env"), shares_data=only_web)
    except ConfigError as error:
        from bot.setup.draft import is_first_run

        if not only_web and is_first_run(os.environ, Path(".env"), error.problems):
            from bot.setup.command import in_browser

            code = in_browser()
            return _run(only_web=only_web) if code is None else code
        print(format_problems(error.problems), file=sys.stderr)
        return CANNOT_START
    configure(settings.log_level, settings.log_format, settings.secrets())
    if settings.sentry_dsn is None:
        return _run_role(settings, only_web=only_web)
    # Only then: it is imported for no one else.
    from bot.sentry import reporting

    with reporting(settings.sentry_dsn.reveal(), settings.secrets()):
        return _run_role(settings, only_web=only_web)


def _run_role(settings: Settings, *, only_web: bool) -> int:
    from bot.ui.language import load_translations

    load_translations()
    if only_web:
        # It has nothing of Discord's to import.
        from bot.run_web import run as run_web

        return asyncio.run(run_web(settings))
    from bot.run import run

    return asyncio.run(run(settings))


def _parser(program: str = "python -m bot") -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Run Earshot. Settings come from the environment and .env.",
    )
    parser.add_argument(
        "--hold",
        action="store_true",
        help="when only you can fix it, say so and wait instead of ending (for containers)",
    )
    commands = parser.add_subparsers(dest="command")
    commands.add_parser(
        "web", help="serve only the link pages, for bots in other processes (needs PostgreSQL)"
    )
    commands.add_parser("setup", help="enter the settings in the terminal, each checked at once")
    doctor = commands.add_parser("doctor", help="check the set-up and say how to fix it")
    doctor.add_argument("--json", action="store_true", help="print the report as JSON")
    _add_db(commands.add_parser("db", help="back up, restore, check or move the bot's data"))
    _add_keys(commands.add_parser("keys", help="change or check the keys of what's stored"))
    _add_import(commands.add_parser("import", help="take over links from another bot"))
    return parser


def _add_import(parser: argparse.ArgumentParser) -> None:
    sources = parser.add_subparsers(dest="action", required=True)
    red = sources.add_parser(
        "red",
        help="take over links from Red-DiscordBot's Spotify cog by TrustyJAID",
        description="Take over links from Red-DiscordBot's Spotify cog by TrustyJAID; nobody has "
        "to log in again. Without --yes it only says what it would do. Red's files aren't changed.",
    )
    red.add_argument("folder", metavar="FOLDER", help="the folder of Red's instance")
    red.add_argument("--client-id", metavar="ID", help="Red's Spotify app, if FOLDER doesn't say")
    red.add_argument("--yes", action="store_true", help="take the links over")


def _add_keys(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    rotate = "seal everything with the newest key; without TOKEN_ENCRYPTION_KEYS, make one first"
    actions.add_parser("rotate", help=rotate, description=f"{rotate.capitalize()}.")
    actions.add_parser("check", help="say which key each value is sealed with, and what can't open")


def _add_db(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    backup = actions.add_parser(
        "backup",
        help="back up SQLite, also while the bot runs",
        description="Back up SQLite to a new file, also while the bot runs, and check it.",
    )
    where = "where to (otherwise the folder of backups); nothing is ever overwritten"
    backup.add_argument("file", nargs="?", metavar="FILE", help=where)
    backup.add_argument("--with-key", action="store_true", help="also copy the key, to FILE.key")
    restore = actions.add_parser(
        "restore",
        help="put a backup in the place of the database",
        description="Put a backup in the place of the SQLite database: all or nothing. Stop the "
        "bot first. What was there is kept beside it.",
    )
    restore.add_argument("file", metavar="FILE", help="the backup")
    check = actions.add_parser("check", help="check the SQLite database, or a backup, completely")
    check.add_argument("file", nargs="?", metavar="FILE", help="a backup")
    _add_copy(actions)


def _add_copy(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    copy = actions.add_parser(
        "copy",
        help="copy everything from SQLite to an empty PostgreSQL database",
        description="Copy everything from SQLite to an empty PostgreSQL database: all or nothing. "
        "Stop the bot first. Run it again if it was interrupted.",
    )
    copy.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help="the SQLite file (otherwise DATABASE_URL, or data/earshot.db)",
    )
    target = copy.add_mutually_exclusive_group()
    to = "postgresql://…; not needed if DATABASE_URL says it; its password may be in PGPASSWORD"
    target.add_argument("target", nargs="?", metavar="TO", help=to)
    target.add_argument("--to", metavar="TO", help="the same")


if __name__ == "__main__":
    sys.exit(main())
