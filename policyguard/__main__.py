"""`python -m policyguard`."""

from policyguard.cli import main

if __name__ == "__main__":
    main()
