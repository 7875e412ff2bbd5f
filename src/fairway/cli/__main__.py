"""`python -m fairway.cli` is the same as `fairway`."""

from fairway.cli import main

if __name__ == "__main__":
    main()
