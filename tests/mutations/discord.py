"""Defences in Discord: mentions, Markdown, other people's buttons and music."""

from __future__ import annotations

from typing import Final

from tests.mutations.mutation import Mutation

_TEXT = "bot/ui/text.py"
_PRIVACY = "bot/accounts/privacy.py"
_PRESENCE_SHOWN = "bot/music/listening.py"
_REFUSAL = "bot/storage/kept_refusal.py"

MUTATIONS: Final = (
    Mutation(
        "allowed-mentions",
        "T5a",
        "Discord itself is told to ping nobody",
        "bot/toolkit/connection_options.py",
        '"allowed_mentions": discord.AllowedMentions.none(),',
        '"allowed_mentions": discord.AllowedMentions.all(),',
        ("test_t5a_every_message_forbids_pings",),
    ),
    Mutation(
        "mentions-defused",
        "T5a",
        "no foreign text holds a mention",
        _TEXT,
        ' | {"@": "@" + _WORD_JOINER}',
        "",
        ("test_t5b_names_ping_nobody_and_contain_no_active_markdown",),
    ),
    Mutation(
        "markdown-escaped",
        "T5b",
        "foreign text is escaped",
        _TEXT,
        "return isolated(plain(text, limit).translate(_ESCAPED))",
        "return isolated(plain(text, limit))",
        (
            "test_t5a_hostile_names_are_harmless_and_nobody_is_pinged",
            "test_t5b_names_ping_nobody_and_contain_no_active_markdown",
        ),
    ),
    Mutation(
        "direction-isolated",
        "T5b",
        "foreign text can't turn the direction around it",
        _TEXT,
        'return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"',
        "return text",
        ("test_t5b_names_ping_nobody_and_contain_no_active_markdown",),
    ),
    Mutation(
        "invisible-characters",
        "T5b",
        "invisible characters are left out",
        _TEXT,
        'seen = _SPACES.sub(" ", _UNSEEN.sub("", _SPACES.sub(" ", seen)))',
        'seen = _SPACES.sub(" ", seen)',
        (
            "test_t5a_hostile_names_are_harmless_and_nobody_is_pinged",
            "test_t5b_names_ping_nobody_and_contain_no_active_markdown",
        ),
    ),
    Mutation(
        "presser",
        "T8a",
        "who may press is checked at every press",
        "bot/toolkit/component_router.py",
        "if interaction.user.id not in people:",
        "if interaction.user.id == 0:",
        ("test_t8a_nobody_else_drives_ones_player",),
    ),
    Mutation(
        "link-button-asker",
        "T8a, T8c",
        "a button for a link gives it to nobody else",
        "bot/storage/waiting_commands.py",
        "select(waiting_commands.c.scopes).where(\n"
        "            waiting_commands.c.id == command_id, "
        "waiting_commands.c.discord_id == discord_id",
        "select(waiting_commands.c.scopes).where(\n            waiting_commands.c.id == command_id",
        ("test_t8a_not_linked_offers_a_button_that_only_the_asker_may_press",),
    ),
    Mutation(
        "privacy-level",
        "T8b",
        "each person's own choice is asked",
        _PRIVACY,
        'if level == "everyone" or (level == "servers" and shares_server):',
        'if level == "everyone" or shares_server:',
        ("test_t8b_privacy_is_the_persons_own_choice",),
    ),
    Mutation(
        "presence-privacy",
        "T8b",
        "what Discord shows is within each person's privacy, too",
        _PRESENCE_SHOWN,
        "except (*_NO_LINK, *_AWAY) as error:",
        "except (AccountError, *_AWAY) as error:",
        ("test_t8b_someone_of_another_server_does_not_see_it", "test_t8b_nobody_means_nobody"),
    ),
    Mutation(
        "presence-listening",
        "T8b",
        "`listening` asks each person's privacy about what Discord shows",
        _PRESENCE_SHOWN,
        "for person in await self._access.shown_to(viewer, people, len(people)):",
        "for person in people:",
        ("test_t8b_nobody_means_nobody",),
    ),
    Mutation(
        "presence-no",
        "T8b",
        "a no outlives every deletion",
        _REFUSAL,
        "await connection.execute(delete(settings).where(own, no_refusal))",
        "await connection.execute(delete(settings).where(own))",
        ("test_t8b_a_no_outlives_every_deletion", "test_t8b_nobody_stays_nobody"),
    ),
    Mutation(
        "presence-nobody",
        "T8b",
        'who chose "nobody" isn\'t shown after a deletion',
        _REFUSAL,
        "            await _refuse(connection, person)",
        "            pass",
        ("test_t8b_nobody_stays_nobody",),
    ),
    Mutation(
        "presence-unlinking",
        "T8b",
        "an answer that others read doesn't tell what someone chose",
        "bot/ui/presence.py",
        """    if by_default:
        return _(
            "If you've""",
        """    if by_default and not keeps_refusal:
        return _(
            "If you've""",
        ("test_t8b_unlinking_before_others_does_not_tell_what_was_chosen",),
    ),
    Mutation(
        "shared-server",
        "T8b",
        "only people of a shared server see it",
        _PRIVACY,
        'if level == "everyone" or (level == "servers" and shares_server):',
        'if level in ("everyone", "servers"):',
        ("test_t8b_another_person_in_direct_messages_only_with_a_shared_server",),
    ),
    Mutation(
        "private-answers",
        "T8c",
        "a personal link is never sent into a server",
        "bot/toolkit/answers.py",
        'message = await ctx.author.send(view=view, nonce=f"{ctx.message.id}p")',
        "message = await ctx.message.channel.send(view=view)",
        ("test_t8c_prefix_link_goes_by_direct_message_and_never_into_the_server",),
    ),
    Mutation(
        "programs-skipped",
        "T13",
        "bots and webhooks give no commands",
        "bot/toolkit/gateway.py",
        'if "webhook_id" not in data and not data["author"].get("bot"):',
        "if data:",
        ("test_t13_nothing_of_a_program_is_read",),
    ),
    Mutation(
        "aux-of-this-server",
        "T8a",
        "an aux takes presses from its own server only",
        "cogs/aux_buttons.py",
        "if session.guild_id != interaction.guild_id:",
        "if session.guild_id == 0:",
        ("test_t8a_an_aux_takes_no_press_from_another_server",),
    ),
)
