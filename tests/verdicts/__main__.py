"""``python -m tests.verdicts [COUNT [SEED]]``: where the oracle and lrviz differ."""

import sys
from collections import Counter

from tests.verdicts.compare import compare


def main(count: int = 4000, seed: int = 1) -> int:
    """Print the table of disagreements; 1 if there is any."""
    tally: Counter[str] = Counter()
    words: Counter[tuple[str, str]] = Counter()
    for each in compare(count, seed):
        if each.chaotic or each.judged is None:
            tally["chaotic" if each.chaotic else "no opinion"] += 1
            continue
        tally["compared"] += 1
        words[each.family, each.judged] += 1
        if each.judged != each.said:
            tally["differ"] += 1
            print(
                f"{each.family}: oracle {each.judged}, lrviz {each.said}/{each.case}: {each.task}"
            )
    print(dict(tally))
    for (family, word), number in sorted(words.items()):
        print(f"{family:12} {word:12} {number}")
    return int(tally["differ"] > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
