"""The door: ``python build.py …`` is ``congvan …``, from anywhere."""

import sys

try:
    from os.path import dirname, realpath

    sys.path.insert(0, dirname(realpath(__file__)))
    from congvan.cli import main
except KeyboardInterrupt:  # stopped before it could say a word
    sys.exit(130)

if __name__ == "__main__":
    main()
