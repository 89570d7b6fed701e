"""``python -m pipeline``, and what the console script ``casebook`` calls.

The command line is imported when it is called, not when this module is: worker
processes import the main module too, and need none of it.
"""


def main() -> None:
    """Run the command line on ``sys.argv``; ends by ``SystemExit``."""
    from pipeline.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
