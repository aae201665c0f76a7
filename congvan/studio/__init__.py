"""The same workspace in a browser: pages over :class:`congvan.Desk`, and nothing that the desk doesn't know.

``application`` routes, ``guard`` who may ask, ``sessions`` who has signed in, ``offices`` whose desk it is, ``pages``
templates and words, ``drawing`` the page beside the text, a module a page for the rest. What a person sees stands in
``templates/``, ``static/`` and ``messages/studio/``.
"""
