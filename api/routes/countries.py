"""The countries whose holidays are known."""

from fastapi import APIRouter, Response

from api.deps import Db, Now
from api.paths import API
from api.schemas.country import CountryList
from api.schemas.problem import problems
from models.countries import WITHOUT_COUNTRY, known_countries

router = APIRouter(prefix=f"{API}/countries", tags=["accounts"])


@router.get(
    "",
    operation_id="list_countries",
    summary="List the countries whose holidays are known",
    response_model=CountryList,
    responses=problems(),
)
async def list_countries(db: Db, now: Now, response: Response) -> object:
    """With their working week and their regions. Nobody need be signed in: whoever signs up chooses from it."""
    response.headers["Cache-Control"] = "public, max-age=86400"
    return {"items": await db.in_thread(known_countries, now.year), "without_country": WITHOUT_COUNTRY}
