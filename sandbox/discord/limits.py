"""Discord's limits on what a bot sends (docs: message resource, components, commands)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any
from urllib.parse import urlsplit

from sandbox.discord.errors import DiscordError, invalid

COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6

_EMBED_TEXTS = {"title": 256, "description": 4096}
_COMMAND_NAME = re.compile(r"[-_\w]{1,32}")
_SELECTS = {3, 5, 6, 7, 8}
_IN_CONTAINER = {1, 9, 10, 12, 13, 14}
_TOP_V2 = _IN_CONTAINER | {17}


def length(text: str) -> int:
    """Return a text's length in code points or UTF-16 units, whichever is more."""
    return max(len(text), len(text.encode("utf-16-le", "surrogatepass")) // 2)


def _text(value: Any, limit: int, path: str, *, least: int = 0) -> None:
    if not isinstance(value, str) or not least <= length(value) <= limit:
        raise invalid(path, f"Must be between {least} and {limit} in length.")


def check_url(value: Any, path: str, limit: int = 2048) -> None:
    """Check for an http(s) URL of at most `limit` characters."""
    _text(value, limit, path, least=1)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https", "discord", "attachment") or not parts.netloc:
        raise invalid(path, "Not a well formed URL.")


def check_message(body: dict[str, Any], *, edit: bool = False) -> None:
    """Check that Discord would accept a message; raises DiscordError."""
    content = body.get("content")
    if content is not None:
        _text(content, 2000, "content")
    embeds = body.get("embeds") or []
    _check_embeds(embeds)
    components = body.get("components") or []
    v2 = bool(int(body.get("flags") or 0) & COMPONENTS_V2)
    if v2 and (content or embeds):
        raise invalid(
            "content", "The 'content' field cannot be used with MessageFlags.IS_COMPONENTS_V2"
        )
    check_components(components, v2=v2)
    if not edit and not (content or embeds or components or body.get("attachments")):
        raise DiscordError(400, 50006)
    if body.get("nonce") is not None:
        _text(str(body["nonce"]), 25, "nonce")
    mentions = body.get("allowed_mentions")
    if mentions is not None and not isinstance(mentions, dict):
        raise invalid("allowed_mentions", "Only dictionaries may be used.")


def check_reference(known: Container[int], body: dict[str, Any]) -> None:
    """Check that a reply's message exists, or drop the reference if that's allowed."""
    reference = body.get("message_reference")
    if not reference or int(reference.get("message_id") or 0) in known:
        return
    if reference.get("fail_if_not_exists", True):
        raise invalid("message_reference", "Unknown message")
    del body["message_reference"]


def _check_embeds(embeds: list[dict[str, Any]]) -> None:
    if len(embeds) > 10:
        raise invalid("embeds", "Must be 10 or fewer in length.")
    total = 0
    for number, embed in enumerate(embeds):
        path = f"embeds.{number}"
        texts = [(name, embed.get(name), limit) for name, limit in _EMBED_TEXTS.items()]
        texts.append(("footer.text", (embed.get("footer") or {}).get("text"), 2048))
        texts.append(("author.name", (embed.get("author") or {}).get("name"), 256))
        fields = embed.get("fields") or []
        if len(fields) > 25:
            raise invalid(f"{path}.fields", "Must be 25 or fewer in length.")
        for place, field in enumerate(fields):
            texts.append((f"fields.{place}.name", field.get("name") or "", 256))
            texts.append((f"fields.{place}.value", field.get("value") or "", 1024))
        for name, value, limit in texts:
            if value is not None:
                _text(value, limit, f"{path}.{name}")
                total += length(value)
        if embed.get("url"):
            check_url(embed["url"], f"{path}.url")
    if total > 6000:
        raise invalid("embeds", "Embed size exceeds maximum size of 6000")


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield all components of a tree."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for single in ("accessory", "component"):
            if component.get(single):
                yield from walk([component[single]])


def check_components(components: list[dict[str, Any]], *, v2: bool) -> None:
    """Check the structure and limits of components."""
    everything = list(walk(components))
    if len(everything) > 40:
        raise invalid("components", "Too many components, at most 40")
    if not v2 and (len(components) > 5 or any(one.get("type") != 1 for one in components)):
        raise invalid("components", "At most 5 action rows")
    texts = sum(length(one.get("content") or "") for one in everything if one.get("type") == 10)
    if texts > 4000:
        raise invalid("components", "Text of all components exceeds 4000")
    ids = [one["custom_id"] for one in everything if one.get("custom_id")]
    if len(ids) != len(set(ids)):
        raise invalid("components", "Component custom id cannot be duplicated")
    for number, component in enumerate(components):
        _check_component(component, f"components.{number}", top=True)


def _check_component(component: dict[str, Any], path: str, *, top: bool = False) -> None:
    kind = component.get("type")
    if top and kind not in _TOP_V2:
        raise invalid(path, f"Component type {kind} can't be at the top level")
    children = component.get("components") or []
    if kind == 1:
        _check_row(children, path)
    elif kind == 2:
        _check_button(component, path)
    elif kind in _SELECTS:
        _check_select(component, path)
    elif kind == 9:
        if not 1 <= len(children) <= 3 or any(one.get("type") != 10 for one in children):
            raise invalid(path, "A section has 1 to 3 text displays")
        accessory = component.get("accessory") or {}
        if accessory.get("type") not in (2, 11):
            raise invalid(path, "A section needs a button or thumbnail")
        _check_component(accessory, f"{path}.accessory")
    elif kind == 10:
        _text(component.get("content"), 4000, f"{path}.content", least=1)
    elif kind == 11:
        check_url((component.get("media") or {}).get("url"), f"{path}.media.url")
    elif kind == 12:
        items = component.get("items") or []
        if not 1 <= len(items) <= 10:
            raise invalid(path, "A gallery has 1 to 10 items")
        for item in items:
            check_url((item.get("media") or {}).get("url"), f"{path}.items.media.url")
    elif kind == 17 and (
        not children or any(one.get("type") not in _IN_CONTAINER for one in children)
    ):
        raise invalid(path, "A container holds rows, sections, texts, galleries, files, separators")
    for number, child in enumerate(children):
        _check_component(child, f"{path}.components.{number}")


def _check_row(children: list[dict[str, Any]], path: str) -> None:
    kinds = [one.get("type") for one in children]
    buttons = all(kind == 2 for kind in kinds) and 1 <= len(kinds) <= 5
    select = len(kinds) == 1 and kinds[0] in _SELECTS
    if not buttons and not select:
        raise invalid(path, "A row has 1 to 5 buttons or one select")


def _check_button(button: dict[str, Any], path: str) -> None:
    if button.get("label") is not None:
        _text(button["label"], 80, f"{path}.label")
    elif not button.get("emoji"):
        raise invalid(path, "A button needs a label or an emoji")
    if button.get("style") == 5:
        check_url(button.get("url"), f"{path}.url", 512)
    elif button.get("style") in (1, 2, 3, 4):
        _text(button.get("custom_id"), 100, f"{path}.custom_id", least=1)
    else:
        raise invalid(f"{path}.style", "Unknown style")


def _check_select(select: dict[str, Any], path: str) -> None:
    _text(select.get("custom_id"), 100, f"{path}.custom_id", least=1)
    if select.get("placeholder") is not None:
        _text(select["placeholder"], 150, f"{path}.placeholder")
    if select["type"] != 3:
        return
    options = select.get("options") or []
    if not 1 <= len(options) <= 25:
        raise invalid(f"{path}.options", "Must be between 1 and 25 in length.")
    values = [option.get("value") for option in options]
    if len(values) != len(set(values)):
        raise invalid(f"{path}.options", "Option values must be unique")
    for option in options:
        _text(option.get("label"), 100, f"{path}.options.label", least=1)
        _text(option.get("value"), 100, f"{path}.options.value", least=1)
        if option.get("description") is not None:
            _text(option["description"], 100, f"{path}.options.description")


def check_modal(data: dict[str, Any]) -> None:
    """Check a modal's limits."""
    _text(data.get("title"), 45, "data.title", least=1)
    _text(data.get("custom_id"), 100, "data.custom_id", least=1)
    rows = data.get("components") or []
    if not 1 <= len(rows) <= 5:
        raise invalid("data.components", "Must be between 1 and 5 in length.")
    for one in walk(rows):
        if one.get("type") == 4 and one.get("label") is not None:
            _text(one["label"], 45, "data.components.label", least=1)


def check_choices(choices: list[dict[str, Any]]) -> None:
    """Check the limits of autocomplete choices."""
    if len(choices) > 25:
        raise invalid("data.choices", "Must be 25 or fewer in length.")
    for choice in choices:
        _text(choice.get("name"), 100, "data.choices.name", least=1)
        if isinstance(choice.get("value"), str):
            _text(choice["value"], 100, "data.choices.value")


def check_command(command: dict[str, Any]) -> None:
    """Check an application command's limits."""
    if int(command.get("type") or 1) == 1:
        if (
            not _COMMAND_NAME.fullmatch(command.get("name") or "")
            or command["name"] != command["name"].lower()
        ):
            raise invalid("name", "Command name is invalid")
        _text(command.get("description"), 100, "description", least=1)
    else:
        _text(command.get("name"), 32, "name", least=1)
        for locale, name in (command.get("name_localizations") or {}).items():
            _text(name, 32, f"name_localizations.{locale}", least=1)
    options = command.get("options") or []
    if len(options) > 25:
        raise invalid("options", "Must be 25 or fewer in length.")
    seen_optional = False
    for option in options:
        if option.get("type") in (1, 2):
            check_command({**option, "type": 1})
            continue
        if not _COMMAND_NAME.fullmatch(option.get("name") or ""):
            raise invalid("options.name", "Option name is invalid")
        _text(option.get("description"), 100, "options.description", least=1)
        if option.get("required") and seen_optional:
            raise invalid("options", "Required options must be placed before optional ones")
        seen_optional = seen_optional or not option.get("required")
