"""A Sail server on sc://127.0.0.1:15002 until Ctrl-C: Spark Connect without Java, for one machine.

python bench/cluster/sail.py [PORT]
"""

import sys

from pysail.spark import SparkConnectServer


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 15002
    server = SparkConnectServer(ip="127.0.0.1", port=port)
    print(f"sc://127.0.0.1:{port}", flush=True)
    server.start(background=False)


if __name__ == "__main__":
    main()
