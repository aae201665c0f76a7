"""The decree as data: loads ``nd30.yaml`` and lets an agency choose inside its ranges."""

from congvan.standard.loader import Number, Standard, StyleRule, choose, load

__all__ = ["Number", "Standard", "StyleRule", "choose", "load"]
