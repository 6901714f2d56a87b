"""Signing a PDF: what is signed is the file as it is, and the signature is appended to it.

The signature (PAdES-B-B; B-T with the token of a timestamp authority) certifies the document and allows no change after
it. Nothing shows on the pages: a picture of a seal would pass for the seal itself. The same file, signer and moment
give the same bytes, but for a timestamp, which an authority makes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from hepu.errors import Fault, Location, OutputError
from hepu.signing.pades.checking import check_signatures
from hepu.signing.pades.places import STAMPED, places, unsigned_part

if TYPE_CHECKING:
    from hepu.signing.identity import Identity

__all__ = ["is_signed_copy", "sign_pdf"]

_FIELD = "HepuIssuer"
# Beside certificates: the attributes and the signature itself; and the most that a timestamp's token may take.
_ROOM, _TOKEN = 4_096, 16_384


def sign_pdf(pdf: bytes, identity: Identity, at: str, tsa: str | None = None) -> bytes:
    """Append a signature to an unsigned PDF; the result begins with the very bytes that were given.

    ``at`` is the moment that the signature claims (ISO 8601). ``tsa`` is the address of a timestamp authority (RFC
    3161): with it, and only then, the network is used, to send the signature's digest there.

    Raises:
        OutputError: where the PDF is signed already or cannot be signed, or the authority gives no token.

    """
    if places(pdf):
        raise OutputError([Fault("pdf_signed_already")])
    certificates = (identity.certificate, *identity.chain)
    size = _ROOM + sum(len(item.public_bytes(Encoding.DER)) for item in certificates) + (_TOKEN if tsa else 0)
    prepared, start, stop = _prepared(pdf, _moment(at), size, stamped=bool(tsa))
    named = "sha512" if isinstance(identity.key.key, ed25519.Ed25519PrivateKey) else "sha256"
    from hepu.signing.pades.sealing import container_over  # noqa: PLC0415  # pyHanko takes half a second

    digest = hashlib.new(named, prepared[:start])
    digest.update(prepared[stop:])
    container = container_over(digest.digest(), named, identity, tsa)
    if len(container) > size:
        raise OutputError([Fault("pdf_unsignable", context={"found": f"{len(container)} > {size}"})])
    digits = container.hex().upper().ljust(2 * size, "0").encode("ascii")
    signed = prepared[: start + 1] + digits + prepared[stop - 1 :]
    if tsa and check_signatures(signed, (), at).found[0].timestamp is None:
        raise OutputError([Fault("tsa_failed", Location(tsa), {"found": "TimeStampToken"})])
    if unsigned_part(signed) != pdf:
        raise OutputError([Fault("pdf_unsignable", context={"found": "%%EOF"})])
    return signed


def is_signed_copy(signed: bytes, unsigned: bytes) -> bool | None:
    """Say whether a signed PDF is an unsigned one with a signature of ours appended, and nothing else.

    Nothing is said (``None``) where the signature tells of another version of the library than the one here, for then
    its bytes cannot be made again. A signature only vouches that its signer signed these bytes; what it appends could
    still replace pages. So the appendix is made again from the unsigned PDF and compared. Call this with an unsigned
    PDF of one's own making (pages that were rendered again), never with bytes of somebody else: it reads the objects
    of the PDF.
    """
    found = places(signed)
    if len(found) != 1 or found[0].claimed is None or not signed.startswith(unsigned):
        return False
    place = found[0]
    if place.writer != _writer() and place.writer:
        return None
    size = (place.stop - place.start - 2) // 2
    try:
        prepared, start, stop = _prepared(unsigned, found[0].claimed, size, stamped=place.stamped)
    except OutputError:
        return False
    same = (start, stop) == (place.start, place.stop) and len(prepared) == len(signed)
    return same and signed[:start] == prepared[:start] and signed[stop:] == prepared[stop:]


def _writer() -> str:
    """Name what writes signatures here."""
    from pyhanko.version import __version__  # noqa: PLC0415

    return f"pyHanko {__version__}"


def _moment(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at).astimezone(dt.UTC).replace(microsecond=0)


def _prepared(pdf: bytes, at: dt.datetime, size: int, *, stamped: bool) -> tuple[bytes, int, int]:
    """Append all but the signature itself; give the bytes and where the hole for it stands."""
    from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject  # noqa: PLC0415  # half a second
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter  # noqa: PLC0415
    from pyhanko.sign.general import SigningError  # noqa: PLC0415
    from pyhanko.sign.signers.cms_embedder import (  # noqa: PLC0415
        PdfCMSEmbedder,
        SigIOSetup,
        SigMDPSetup,
        SigObjSetup,
    )
    from pyhanko.sign.signers.pdf_byterange import BuildProps, SignatureObject  # noqa: PLC0415

    class Appendix(IncrementalPdfFileWriter):
        """Leaves the document's title and dates as they are; else the clock would tell when they were changed."""

        def _update_meta(self) -> None:
            pass

    # PDF/UA leaves out what is not on the page; PDF/A wants the flag of printing nevertheless.
    field = SigFieldSpec(_FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
    writer_named = BuildProps("Hepu", f"{_writer()}; {STAMPED}" if stamped else _writer())
    holder: Any = SignatureObject(at, SigSeedSubFilter.PADES, bytes_reserved=2 * size, app_build_props=writer_named)
    certifying = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    try:
        writer: Any = Appendix(io.BytesIO(pdf))
        of_file = hashlib.sha256(pdf).digest()
        of_copy = hashlib.sha256(b"hepu-signed/1\x00" + at.isoformat().encode() + of_file).digest()
        # Chance would draw the name of the copy, and that of the file where it has none.
        first = writer._document_id[0] if "/ID" in writer.prev.trailer else ByteStringObject(of_file[:16])  # noqa: SLF001
        writer._document_id = ArrayObject([first, ByteStringObject(of_copy[:16])])  # noqa: SLF001
        steps: Any = PdfCMSEmbedder(field).write_cms(_FIELD, writer)
        next(steps)
        steps.send(SigObjSetup(holder, certifying))
        told, output = steps.send(SigIOSetup("sha256"))
    except (PdfError, SigningError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        found = {"found": " ".join(str(error).split())[:200]}
        raise OutputError([Fault("pdf_unsignable", context=found)]) from None
    return output.getvalue(), told.reserved_region_start, told.reserved_region_end
