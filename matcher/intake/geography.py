"""What stands between two cities: prior links and shared air."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from matcher.intake.models import CityId, Dated, Record, Source, Text

AirshedId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Share = Annotated[float, Field(ge=0, le=1)]


class PriorLink(Dated):
    """A documented tie between two cities; `a` is the smaller id."""

    a: CityId
    b: CityId
    kind: Text = Field(description="sister city, memorandum, friendship city, project.")
    scope: str | None = None


class Airshed(Record):
    """Cities that breathe the same air."""

    id: AirshedId
    title: Text
    members: tuple[CityId, ...]
    source: Source


class Transport(Record):
    """Air that crosses from one airshed or country to another, as an interval.

    `low` and `high` are shares of the annual PM2.5 at the receiving end, 0..1.
    """

    origin: str
    receiver: str
    low: Share
    high: Share
    source: Source

    @model_validator(mode="after")
    def _ordered(self) -> Transport:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class Airsheds(Record):
    """Shared and neighbouring air, each statement with its source."""

    airsheds: tuple[Airshed, ...] = ()
    transports: tuple[Transport, ...] = ()
