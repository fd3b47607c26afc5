"""Defences of what people do together: an aux and its page, mixtapes, and seats."""

from __future__ import annotations

from typing import Final

from tests.mutations.mutation import Mutation

_PAGES = "bot/storage/aux_pages.py"
_GUESTS = "bot/together/aux_guests.py"

MUTATIONS: Final = (
    Mutation(
        "aux-guest-form",
        "T8d",
        "a guest's form is bound to the page and to their own cookie",
        "bot/web/aux_page.py",
        "if not hmac.compare_digest(sent, _form_token(code, token).encode()):",
        "if not sent:",
        ("test_t8d_a_page_of_an_aux_takes_no_forged_guest",),
    ),
    Mutation(
        "aux-note",
        "T8d",
        "a page says only what its own form led to, to the one who sent it",
        "bot/web/aux_note.py",
        "if hmac.compare_digest(sent[2], _mark(code, token, sent[1])) else",
        "if code else",
        ("test_t8d_a_page_says_what_happened_once_and_to_nobody_else",),
    ),
    Mutation(
        "aux-guest-limits",
        "T8d",
        "what guests may do refills slowly",
        "bot/together/refill.py",
        "enough = left >= 1",
        "enough = left < 1000",
        ("test_t8d_a_page_of_an_aux_takes_no_forged_guest",),
    ),
    Mutation(
        "aux-guest-removed",
        "T8d",
        "a guest whom the owner removed does nothing more",
        "bot/toolkit/aux_room.py",
        "if guest.removed:",
        "if guest.id == 0:",
        ("test_the_owner_sees_guests_and_removes_one",),
    ),
    Mutation(
        "aux-guest-new-link",
        "T8d",
        "a removed guest is remembered when the page gets another address",
        _PAGES,
        "guests if ended else guests.where(aux_guests.c.removed == 0)",
        "guests",
        ("test_t8d_a_removed_guest_stays_out_also_of_a_new_link",),
    ),
    Mutation(
        "aux-guest-on-its-way",
        "T8d",
        "a guest who was removed meanwhile adds nothing",
        _PAGES,
        "    if member_id >= 0:",
        "    if member_id:",
        ("test_t8d_a_song_on_its_way_is_lost_with_its_guest",),
    ),
    Mutation(
        "aux-guest-marked",
        "T8d",
        "a guest's name is marked as one, whatever it says",
        _GUESTS,
        'SIGN = "📱"',
        'SIGN = ""',
        ("test_t8d_a_guest_is_marked_and_cannot_pass_for_the_owner",),
    ),
    Mutation(
        "aux-guest-questions",
        "T8d",
        "the owner is asked about few songs of one guest at once",
        _GUESTS,
        "_QUESTIONS = 5",
        "_QUESTIONS = 50",
        ("test_t8d_a_guest_asks_the_owner_five_songs_at_once_at_most",),
    ),
    Mutation(
        "aux-own-songs",
        "T8d",
        "a guest takes back only songs of their own",
        "bot/together/aux_queue.py",
        "song.session_id != session.id or song.added_by != person:",
        "song.session_id != session.id:",
        ("test_a_link_is_added_at_once_and_a_song_can_be_taken_back",),
    ),
    Mutation(
        "aux-streams",
        "T8d",
        "one visitor has a limited number of streams",
        "bot/web/aux_events.py",
        "if not allowed or self._ended.is_set():",
        "if self._ended.is_set():",
        ("test_t8d_streams_are_limited_and_pages_go_on",),
    ),
    Mutation(
        "mixtape-question",
        "T8e",
        "only who posted an album, or the mixtape's owner, answers its question",
        "bot/together/mixtapes.py",
        "if person not in (found.added_by, mixtape.owner_id):",
        "if person == 0:",
        ("test_an_album_is_asked_about_and_only_its_poster_or_the_owner_answers",),
    ),
    Mutation(
        "mixtape-limit",
        "T8e",
        "what Spotify refuses counts as what someone has added",
        "bot/together/mixtape_writer.py",
        "counts = Counter(one.added_by for one in before)",
        "counts = Counter(one.added_by for one in held)",
        ("test_t8e_what_is_posted_pings_nobody_and_a_flood_is_bounded",),
    ),
    Mutation(
        "seat-question",
        "T8f",
        "a seat is given up by the one who was asked for it",
        "bot/accounts/seat_care.py",
        "if not await self._questions.is_asked(discord_id, asked_at):",
        "if asked_at == 0:",
        ("test_t8f_nobody_gives_up_somebody_elses_seat",),
    ),
)
