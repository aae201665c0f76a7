"""Congvan: Vietnamese official letters from YAML to conforming PDF and DOCX (NĐ 30/2020/NĐ-CP)."""

__version__ = "0.1.0"
