"""A timestamp authority (RFC 3161): the only place of the program that uses the network, and only when asked to."""

from __future__ import annotations

from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from asn1crypto import tsp
from pyhanko.sign.timestamps.api import TimeStamper

from hepu.errors import Fault, Location, OutputError

if TYPE_CHECKING:
    from asn1crypto import cms

__all__ = ["Authority"]

_SECONDS = 20
_MAX_ANSWER = 200_000


class _NoRedirect(HTTPRedirectHandler):
    """Goes nowhere but where the caller said."""

    def redirect_request(self, *_: object) -> None:
        return None


class Authority(TimeStamper):
    """Asks one authority, whose address was given, for tokens; sends nothing but a digest."""

    def __init__(self, address: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        try:
            parts = urlsplit(address)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
        except ValueError:
            usable = False
        if not usable:
            # A password that somebody wrote into it is not printed.
            raise OutputError([Fault("tsa_address", Location(address.rpartition("@")[2]))])
        self.address = address

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Get a token over a digest.

        Raises:
            OutputError: where the authority cannot be reached, refuses, or answers with anything else.

        """
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (OSError, HTTPException, URLError, ValueError, TypeError, AttributeError, KeyError) as error:
            if isinstance(error, HTTPError):
                error.close()
            found = " ".join(str(getattr(error, "reason", None) or error).split())[:200]
            raise OutputError([Fault("tsa_failed", Location(self.address), {"found": found})]) from None

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send a request and read what comes back."""
        asked = Request(self.address, req.dump(), {"Content-Type": "application/timestamp-query"})  # noqa: S310  # scheme checked
        with build_opener(_NoRedirect()).open(asked, timeout=_SECONDS) as answer:
            data = answer.read(_MAX_ANSWER + 1)
        if len(data) > _MAX_ANSWER:
            raise ValueError(len(data))
        return tsp.TimeStampResp.load(data, strict=True)
