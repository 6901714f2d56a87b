"""Plausible profiles of fictitious colleges, drawn from a seed under the assumptions of ``knowledge/synthetic.yaml``.

They serve to try the rules and the advice. Nothing in them is data, and none describes a real college.
"""

from hepu.synthetic.build import blank_profile, generate
from hepu.synthetic.write import profile_text, write_profiles

__all__ = ["blank_profile", "generate", "profile_text", "write_profiles"]
