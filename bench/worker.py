"""One peer in a process of its own: says when it is ready, answers once for each line it is given."""

import gc
import json
import os
import resource
import sys
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path


def main(name: str, workspace: str) -> None:
    """Print a line of JSON when ready, and one after each run: wall and CPU seconds, hash, peak memory in MiB."""
    from peers.question import asked, hash_of, ledger, of_snapshots
    from peers.rollup import Rollup

    from bochiso.facts.engines import engine_named, is_engine

    with ledger(Path(workspace)) as source:
        question = asked(source)
        peer = None
        if name == "bochiso" or is_engine(name):
            from bochiso.measure.compute import compute

            if name != "bochiso":
                source = replace(source, engine=engine_named(name, Path(workspace)))

            def run() -> str:
                return hash_of(of_snapshots(question, compute(source, question.edition, question.moments)))
        else:
            peer, rollup = import_module(f"peers.{name}").Peer(question), Rollup(question)

            def run() -> str:
                return hash_of(rollup.rows(peer.leaves()))

        gc.freeze()  # what was made ready beforehand for the peers is nothing that a run has to look through
        print(json.dumps({"ready": True}), flush=True)
        for _ in sys.stdin:
            wall, cpu = time.perf_counter(), _cpu(peer)
            found = run()
            wall, cpu = time.perf_counter() - wall, _cpu(peer) - cpu
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(json.dumps({"wall": wall, "cpu": cpu, "hash": found, "peak": peak}), flush=True)


def _cpu(peer: object = None) -> float:
    """CPU seconds of this process, and of the server that a peer may have."""
    spent = os.times()
    server: float = peer.cpu() if hasattr(peer, "cpu") else 0.0
    return spent.user + spent.system + server


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
