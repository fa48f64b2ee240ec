"""GET /countries: what an account may name as its country and region."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from models.business_days import Policy, is_business_day, known_country
from models.countries import known_countries

PATH = "/api/v1/countries"


async def test_whoever_signs_up_may_choose_from_every_country_that_is_known(client):
    answer = await client.get(PATH)
    assert answer.status_code == 200
    countries = {country["code"]: country for country in answer.json()["items"]}
    assert len(countries) > 200
    assert all(known_country(code) for code in countries)
    assert {"code": "BY", "name": "Bayern"} in countries["DE"]["regions"]
    assert {"code": "SCT", "name": "Scotland"} in countries["GB"]["regions"]
    assert countries["AD"]["regions"][0]["code"].isascii()


async def test_every_country_names_the_days_that_it_works_on(client):
    countries = {country["code"]: country for country in (await client.get(PATH)).json()["items"]}
    assert countries["DE"]["working_days"] == [0, 1, 2, 3, 4]
    assert countries["IL"]["working_days"] == [0, 1, 2, 3, 6]
    assert all(country["working_days"] for country in countries.values())


async def test_without_a_country_the_week_is_the_one_that_is_counted(client):
    policy = Policy(zone=ZoneInfo("UTC"))
    week = [date(2026, 11, 23) + timedelta(days=offset) for offset in range(7)]
    counted = [day.weekday() for day in week if is_business_day(policy, day)]
    assert (await client.get(PATH)).json()["without_country"] == counted


async def test_a_country_that_moved_its_weekend_has_the_one_of_the_year(client, clock):
    def working(year):
        return next(country.working_days for country in known_countries(year) if country.code == "AE")

    assert working(2021) == (0, 1, 2, 3, 6)
    assert working(2022) == (0, 1, 2, 3, 4)


async def test_every_region_that_is_listed_is_taken(ada, client):
    countries = (await client.get(PATH)).json()["items"]
    longest = max((region["code"] for country in countries for region in country["regions"]), key=len)
    home = next(c["code"] for c in countries if longest in {region["code"] for region in c["regions"]})
    for country, region in ((home, longest), ("DE", "Augsburg"), ("CH", "Stadt Zurich"), ("FR", "6AE")):
        answer = await ada.client.patch("/api/v1/me", json={"country": country, "region": region})
        assert answer.status_code == 200, (country, region)
