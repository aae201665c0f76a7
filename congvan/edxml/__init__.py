"""edXML (QCVN 102:2016/BTTTT with Sửa đổi 1:2022): the one door to messages of the national axis."""

from congvan.edxml.check import letter_faults, status_faults
from congvan.edxml.codes import organ_id_fault
from congvan.edxml.letter import answers, edxml_kind, letter, recall, receiver, sender
from congvan.edxml.read import read_letter, read_statuses
from congvan.edxml.write import content_id, file_name, write, write_status

__all__ = [
    "answers",
    "content_id",
    "edxml_kind",
    "file_name",
    "letter",
    "letter_faults",
    "organ_id_fault",
    "read_letter",
    "read_statuses",
    "recall",
    "receiver",
    "sender",
    "status_faults",
    "write",
    "write_status",
]
