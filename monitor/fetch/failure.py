"""Why an address could not be fetched: a sentence for people, a word for programs."""

from __future__ import annotations

import ssl
from http.client import HTTPException
from typing import Literal

from urllib3 import exceptions
from urllib3.util.ssl_match_hostname import CertificateError

from monitor.errors import CounterclaimError

Kind = Literal["refused", "name", "connection", "tls", "timeout", "too large", "redirects", "encoding", "proxy", "protocol"]
#: The same words for every refusal: who reads them learns nothing about the network behind the door.
REFUSED = "this address is not a public one and was not opened"

#: What the libraries beneath may raise during one exchange; anything else is a fault of this program and is not caught.
ERRORS = (OSError, ValueError, HTTPException, exceptions.HTTPError)
_TIMEOUTS = (TimeoutError, exceptions.TimeoutError)
_TLS = (ssl.SSLError, exceptions.SSLError, CertificateError)


class FetchError(CounterclaimError):
    """An address that could not be fetched; ``reason`` is the sentence for people, ``kind`` the word for programs."""

    def __init__(self, reason: str, kind: Kind) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind: Kind = kind


def refusal() -> FetchError:
    """The one error for everything that is not opened."""
    return FetchError(REFUSED, "refused")


def late() -> FetchError:
    """The error of an answer that is not complete when its time is over."""
    return FetchError("the server took too long to answer", "timeout")


def failure(error: Exception) -> FetchError:
    """The error of the door for an error of the libraries beneath it."""
    causes = [error, *(cause for cause in (*error.args, error.__cause__) if isinstance(cause, Exception))]
    if isinstance(error, FetchError):
        return error
    if any(isinstance(cause, _TIMEOUTS) for cause in causes):
        return late()
    if any(isinstance(cause, _TLS) for cause in causes):
        return FetchError("the server has no valid certificate for this name, or speaks no safe version of TLS", "tls")
    if any(isinstance(cause, ConnectionError) for cause in causes):
        return FetchError("the server closed the connection, or accepts none", "connection")
    if any(isinstance(cause, OSError) for cause in causes):
        return FetchError("the server could not be reached", "connection")
    return FetchError("the answer broke off, or is not HTTP", "protocol")
