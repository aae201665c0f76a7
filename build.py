"""The door: ``python build.py …`` is ``congvan …``, from anywhere."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from congvan.cli import main

if __name__ == "__main__":
    main()
