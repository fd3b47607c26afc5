"""Defences of what is stored and what is logged."""

from __future__ import annotations

from typing import Final

from tests.mutations.mutation import Mutation

_LEASES = "bot/storage/refresh_leases.py"
_LOGS = "bot/logs.py"
_ROTATION_WORKS = ("test_t6b_after_a_rotation_everything_opens_with_the_new_key_alone",)

MUTATIONS: Final = (
    Mutation(
        "bound-to-its-row",
        "T6a",
        "a sealed value opens only in its row and column",
        "bot/storage/cipher.py",
        'return json.dumps(list(context), separators=(",", ":")).encode()',
        'return b""',
        ("test_t6a_rows_cannot_be_swapped", "test_t6a_a_sealed_value_opens_only_in_its_place"),
    ),
    Mutation(
        "verifier-bound-to-person-and-app",
        "sp26, T3b",
        "a ticket's secrets open only for its person and app",
        "bot/storage/link_attempts.py",
        'return "link_tickets", "verifier", ref, spotify_state_hash, discord_id, client_id',
        'return "link_tickets", "verifier", ref, spotify_state_hash',
        ("test_sp26_a_tickets_sealed_values_belong_to_its_person_and_app",),
    ),
    Mutation(
        "hashed-cookies",
        "T2, T6a",
        "cookies lie in the database as hashes",
        "bot/opaque_values.py",
        'return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()',
        'return value if "." in value else '
        'hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()',
        ("test_t6a_states_and_cookies_lie_there_as_hashes_only",),
    ),
    Mutation(
        "old-keys-open",
        "T6b",
        "the newest key seals, all of them open",
        "bot/storage/cipher.py",
        "self._newest = hashlib.sha256(keys[0]).digest()[:_KEY_ID]",
        "self._newest = hashlib.sha256(keys[-1]).digest()[:_KEY_ID]",
        ("test_t6b_old_keys_still_open_and_new_ones_seal",),
    ),
    Mutation(
        "wrong-key-at-start",
        "T6c",
        "a wrong key ends the start before anything is touched",
        "bot/storage/keys.py",
        "if not fits(stored, cipher):",
        'if stored == "":',
        ("test_t6c_the_wrong_key_is_noticed_at_start",),
    ),
    Mutation(
        "sealed-again-only-if-unchanged",
        "T6b",
        "a rotation replaces a value only if nothing newer was saved",
        "bot/storage/reseal.py",
        "where(*_unchanged(column, row))",
        "where(column.key == row._mapping[column.key.name])",
        ("test_t6b_what_is_saved_during_a_rotation_is_kept",),
        _ROTATION_WORKS,
    ),
    Mutation(
        "checked-word-last",
        "T6b",
        "no start works without the old key until everything is sealed with the new one",
        "bot/storage/reseal.py",
        "for one in SEALED:\n            changed",
        'await SettingStore(database).put("bot", 0, KEY_CHECK, sealed_word(cipher))\n'
        "        for one in SEALED:\n            changed",
        ("test_t6b_an_interrupted_rotation_goes_on",),
        _ROTATION_WORKS,
    ),
    Mutation(
        "key-of-a-backup",
        "T6c",
        "a backup that the key here doesn't open is not restored",
        "bot/storage/restore_check.py",
        "_check_key(database, named, cipher)\n        (links,)",
        "(links,)",
        ("test_t6c_a_backup_for_another_key_is_refused",),
        ("test_a_restore_brings_back_the_backup_and_keeps_what_was_there",),
    ),
    Mutation(
        "secure-delete",
        "T12",
        "deleted rows are overwritten",
        "bot/storage/sqlite.py",
        '"secure_delete=ON",',
        '"secure_delete=OFF",',
        ("test_t10_pragmas_and_modes",),
    ),
    Mutation(
        "lease-owner",
        "race",
        "only the lease's holder saves or retires",
        _LEASES,
        "return and_(_is(link), accounts.c.lease_owner == owner)",
        "return _is(link)",
        ("test_race_a_lease_is_taken_once_and_guards_save_and_retire",),
    ),
    Mutation(
        "grant-version",
        "race",
        "what was tried with an older token doesn't touch a newer login",
        _LEASES,
        "        accounts.c.version == link.version,\n"
        "        accounts.c.authorized_at == link.authorized_at,\n",
        "",
        ("test_race_what_was_done_for_an_ended_link_does_not_reach_the_next",),
    ),
    Mutation(
        "redaction-by-shape",
        "T7, C8",
        "what looks like a secret is not logged",
        _LOGS,
        "in _PATTERNS:\n        text = pattern.sub(replacement, text)",
        "in _PATTERNS:\n        pattern.sub(replacement, text)",
        ("test_t7_anything_that_looks_like_a_secret_is_redacted",),
    ),
    Mutation(
        "redaction-of-tracebacks",
        "T7, C8",
        "tracebacks are redacted too",
        _LOGS,
        "return self.clean(super().format(record))",
        "record.msg, record.args = self.clean(record.getMessage()), ()\n"
        "        return super().format(record)",
        ("test_t7_tracebacks_are_redacted",),
    ),
    Mutation(
        "quiet-libraries",
        "T7, C9",
        "discord.py logs no addresses with tokens",
        _LOGS,
        '    "discord.webhook": logging.INFO,\n',
        "",
        ("test_t7_configure_keeps_chatty_libraries_quiet",),
    ),
    Mutation(
        "no-capabilities",
        "T10",
        "the container has no capabilities",
        "compose.yaml",
        "    tmpfs:\n      - /tmp\n    cap_drop:\n      - ALL\n",
        "    tmpfs:\n      - /tmp\n",
        ("test_t10_every_container_drops_its_privileges",),
        ("test_data_outlive_the_container",),
    ),
)
