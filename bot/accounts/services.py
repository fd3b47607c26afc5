"""What this room offers to commands, background work and the web pages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.account import Accounts
from bot.accounts.deletion import AccountDeletion
from bot.accounts.diagnosis import Diagnoses
from bot.accounts.grant_guard import GrantGuard
from bot.accounts.housekeeping import Housekeeping
from bot.accounts.known_servers import KnownServers
from bot.accounts.linked_roles import LinkedRoles
from bot.accounts.pending_writes import PendingWrites
from bot.accounts.preferences import Preferences, ServerRules
from bot.accounts.presence_choice import PresenceChoice
from bot.accounts.privacy import Privacy
from bot.accounts.seat_care import SeatCare
from bot.accounts.server_people import ServerPeople
from bot.accounts.waiting_commands import WaitingCommands
from bot.accounts.welcomes import Welcomes


@dataclass(frozen=True, slots=True)
class AccountServices:
    """Linked accounts, and the settings of people and servers."""

    accounts: Accounts
    waiting: WaitingCommands
    deletion: AccountDeletion
    diagnoses: Diagnoses
    grants: GrantGuard
    housekeeping: Housekeeping
    known_servers: KnownServers
    preferences: Preferences
    presence: PresenceChoice | None
    privacy: Privacy
    roles: LinkedRoles
    rules: ServerRules
    seat_care: SeatCare
    server_people: ServerPeople
    unsaved: PendingWrites
    welcomes: Welcomes
