"""Files of Excel and CSV: read into rows of values (``plain``), and written (``book``, ``ledger``). The only home of
openpyxl.
"""
