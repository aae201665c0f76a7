"""Who may do what, and what they did: offices of a studio, people and their roles, sessions, marks and the state that
follows from them. The pure part (:mod:`roles`, :mod:`steps`) knows no database.
"""
