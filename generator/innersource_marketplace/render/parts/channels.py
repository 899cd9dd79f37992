"""Places to talk to the people of a project, in words."""

import msgspec

from innersource_marketplace.model import Channel, SafeUrl


class NamedChannel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel as pages show it: its name, its address if it has one, and what else is known of it."""

    text: str
    url: SafeUrl | None
    note: str


def named_channel(channel: Channel) -> NamedChannel:
    """Name a channel; the name of one that has only an address is its purpose, with its host as a note."""
    if channel.url is None or not channel.text.lower().startswith(("http://", "https://", "mailto:")):
        return NamedChannel(text=channel.text, url=channel.url, note=channel.purpose)
    words = channel.purpose[:1].upper() + channel.purpose[1:]
    place = channel.url.split(":", 1)[1].lstrip("/").split("/", 1)[0]
    return NamedChannel(text=words or place, url=channel.url, note=place)
