"""The command: `python -m tests.benchmarks` runs every benchmark, with names only those."""

import importlib
import pkgutil
import sys

import tests.benchmarks


def main(names: list[str]) -> int:
    """Run the benchmarks of these names; all where there are none."""
    known = sorted(
        module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__) if module.name[0] != "_"
    )
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"a benchmark must be one of {', '.join(known)}, got {', '.join(unknown)}", file=sys.stderr)
        return 2
    print(f"benchmarks: {', '.join(known)}")
    for name in names or known:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        print(f"\n{name}: {(module.__doc__ or '').splitlines()[0]}")
        module.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
