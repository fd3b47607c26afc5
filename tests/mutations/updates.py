"""What keeps an update from losing or doubling what people ask (reliability, P3 and G2)."""

from __future__ import annotations

from typing import Final

from tests.mutations.mutation import Mutation

_HANDOVER = "bot/toolkit/gateway_handover.py"
_INTAKE = "bot/toolkit/event_intake.py"
_MISSED = "bot/background/missed_events.py"

MUTATIONS: Final = (
    Mutation(
        "taken-once",
        "G2, P3",
        "an event that comes on two connections is taken once",
        _INTAKE,
        "if self.stopped or number in self._seen:",
        "if self.stopped:",
        ("test_an_update_under_load_loses_nothing_and_doubles_nothing",),
    ),
    Mutation(
        "nothing-taken-while-stopping",
        "P3",
        "a process that stops leaves new commands to the next one",
        _INTAKE,
        "if self.stopped or number in self._seen:",
        "if number in self._seen:",
        ("test_what_is_asked_while_commands_finish_is_answered_by_the_next_process",),
    ),
    Mutation(
        "late-changes-refused",
        "P3",
        "what would change something isn't done more than a minute late",
        _INTAKE,
        "if late and context.command and not declaration_of(context.command).only_shows:",
        "if late and context.command and declaration_of(context.command) is None:",
        ("test_after_a_minute_only_what_shows_something_is_still_done",),
    ),
    Mutation(
        "late-interactions-left",
        "P3",
        "an interaction that Discord has given up is not acted on",
        _MISSED,
        "return late <= _INTERACTION_LASTS",
        "return True",
        ("test_a_slash_command_is_answered_only_while_discord_waits_for_it",),
    ),
    Mutation(
        "session-deleted-when-taken",
        "P3",
        "a former session is read by one process, also if that one is killed",
        "bot/storage/gateway_sessions.py",
        "take = delete(gateway_sessions).where(this).returning(gateway_sessions)",
        "take = gateway_sessions.select().where(this)",
        ("test_a_new_process_that_is_killed_leaves_nothing_to_answer_again",),
    ),
    Mutation(
        "session-too-old",
        "P3",
        "a session that Discord no longer keeps isn't read",
        _HANDOVER,
        "if not 0 <= away <= LONGEST_AWAY:",
        "if not 0 <= away:",
        ("test_it_is_used_for_some_minutes_by_the_same_shard",),
    ),
    Mutation(
        "ready-when-read",
        "P3",
        "/readyz says yes only when what was missed has been read",
        "bot/run.py",
        " and handover.finished",
        "",
        ("test_ready_only_when_what_was_missed_is_read",),
    ),
)
