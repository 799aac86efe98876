"""The back-test and the forecast on the series of ISIS in Syria 2016 to 2019 (UCDP), where the file is at hand.

Takes the file's path as an argument, or MARSAD_SHARED's data.
"""

import os
import sys
from pathlib import Path

from watch_bench import report

from marsad.run.watch import backtest_file, read_file
from marsad.run.watch_show import plain
from marsad.watch.forecast.months import months_of_panel
from marsad.watch.forecast.rolling import forecast
from marsad.watch.panel import ANY

FILE = "data/ucdp/is_weekly_governorate_2016_2019.csv"


def main() -> None:
    shared = Path(os.environ.get("MARSAD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / FILE
    if not path.is_file():
        report("watch_islamic_state", {"skipped": "the UCDP series is not at hand"}, {}, True)
        return
    done, _ = backtest_file(path, actor="isis")
    panel = read_file(path).panel
    assert panel is not None
    months, _days = months_of_panel(panel.of([row for row, key in enumerate(panel.keys) if key.area != ANY]))
    outlook = forecast(months, seed=1)
    scores = {(score.rule, score.how): score for score in done.scores}
    ours = scores["nb-cusum", "equal"]
    peers = [scores[name, "equal"] for name in ("acled-surge", "acled-threat", "hdx-like", "hdx-signals")]
    passed = ours.found == ours.rises and all((ours.delay or 0) < (peer.delay or 0) for peer in peers)
    figures = {
        "quiet_series_years": round(done.quiet_years, 1),
        "scores": plain(done.scores),
        "forecast": plain(outlook.scores),
        "skills": plain(outlook.skills),
        "shown": outlook.shown,
    }
    report("watch_islamic_state", figures, {"found": "all", "delay": "below every peer's"}, passed)


if __name__ == "__main__":
    main()
