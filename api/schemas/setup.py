"""The first run: what a page has to ask for."""

from pydantic import ConfigDict

from api.schemas.base import View
from core.vocabulary import SignUp


class SetupView(View):
    """Whether somebody has to sign up first, and how."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "needs_account": True,
                "needs_code": False,
                "sign_up": "closed",
                "shortest_password": 10,
                "version": "0.1.0",
            }
        }
    )

    needs_account: bool
    """Nobody has signed up yet."""
    needs_code: bool
    """The first account needs the code that the server printed as it started."""
    sign_up: SignUp
    shortest_password: int
    """How many characters a password must have."""
    version: str
