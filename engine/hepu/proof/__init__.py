"""The independent checker: it derives every step of a record again from the profile and the raw pack."""

from hepu.proof.check import check_against, check_record
from hepu.proof.given import UNVERIFIED
from hepu.proof.source import RawPack, read_pack
from hepu.proof.verdict import CheckReport, Rejection

__all__ = ["UNVERIFIED", "CheckReport", "RawPack", "Rejection", "check_against", "check_record", "read_pack"]
