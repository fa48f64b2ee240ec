"""Putting a courier together from the settings."""

from collections.abc import Callable
from datetime import datetime

from core.database import Database
from core.secrets import Keyring
from core.settings import Settings
from notifications.opening import DeliverySettings
from scheduler.courier import Courier, Opener
from services.channels import links_for


def delivery_settings(settings: Settings) -> DeliverySettings:
    """What the operator set about deliveries."""
    return DeliverySettings(
        smtp_url=settings.smtp_url.get_secret_value() if settings.smtp_url else None,
        allow_private_targets=settings.allow_private_targets,
        public_url=settings.link_base,
    )


def courier_for(
    database: Database, settings: Settings, *, clock: Callable[[], datetime], open_channel: Opener | None = None
) -> Courier:
    """The courier of one process. `open_channel` is for a rehearsal that sends nothing real."""
    keyring = Keyring(settings.key())
    return Courier(
        database=database,
        keyring=keyring,
        settings=delivery_settings(settings),
        links=links_for(keyring, settings.link_base, clock),
        clock=clock,
        open_channel=open_channel,
    )
