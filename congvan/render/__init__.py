"""Document → pages: ``layout`` decides measures and lines once; ``pdf``, ``docx`` and ``html`` print them."""
