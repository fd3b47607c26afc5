"""The rules of an aux's queue, by command or page; each change updates the panel."""

from __future__ import annotations

from bot.together.aux_sessions import AuxSession, AuxSessions, Turns
from bot.toolkit.aux_panels import AuxPanels


class AuxRules:
    """Acts for the person who asks, and shows everyone in the channel the result."""

    def __init__(self, sessions: AuxSessions, panels: AuxPanels) -> None:
        self._sessions = sessions
        self._panels = panels

    async def set_turns(self, session: AuxSession, turns: Turns) -> AuxSession:
        """Choose whether people's songs take turns; those that wait stay where they are."""
        await self._sessions.set_turns(session, turns)
        self._panels.update_soon(session)
        return await self._sessions.by_id(session.id)
