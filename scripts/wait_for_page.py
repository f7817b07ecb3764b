"""`wait_for_page.py ADDRESS SECONDS`: waits until a local page answers 200; exit status 1 when it never does."""

import sys
import time
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener


def main() -> int:
    """Ask four times a second until the time is over."""
    address, seconds = sys.argv[1], float(sys.argv[2])
    opener = build_opener(ProxyHandler({}))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with opener.open(address, timeout=5) as page:
                if page.status == 200:
                    return 0
        except (URLError, OSError):
            pass
        time.sleep(0.25)
    print(f"{address} did not answer within {seconds:.0f} s", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
