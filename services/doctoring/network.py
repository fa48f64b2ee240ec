"""Whether the operator's mail server answers: the one thing that is asked over the network, and only when wanted."""

from collections.abc import Iterator

from core.egress import Deadline, EgressPolicy, TargetRefused
from core.settings import Settings
from notifications.channel import DeliveryFailed
from notifications.mail import classified, signed_in
from notifications.smtp_url import SmtpUrlUnusable, read_smtp_url
from services.doctoring.complaint import Area, Complaint

SECONDS = 10.0


def examine_network(settings: Settings) -> Iterator[Complaint]:
    """Sign in to the mail server of REPLYBY_SMTP_URL, and send nothing."""
    if settings.smtp_url is None:
        return
    try:
        server = read_smtp_url(settings.smtp_url.get_secret_value())
    except SmtpUrlUnusable:
        # Told with the settings.
        return
    deadline = Deadline(SECONDS)
    sender = server.sender or "replyby@localhost"
    try:
        with signed_in(server, sender=sender, policy=EgressPolicy(allow_private=True), deadline=deadline):
            return
    except DeliveryFailed as failed:
        why = failed.sentence
    except (TargetRefused, OSError) as problem:
        why = classified(problem, deadline).sentence
    yield Complaint(
        Area.SETTINGS,
        f"The mail server of REPLYBY_SMTP_URL can't be used: {why}",
        "Check its address, port, user and password, and whether this machine may reach it.",
    )
