import pandas as pd

from casekit import figures

nights = [1, 2, 1, 2, 1, 4, 5, 5, None, 5, 3, 2, 2, 3, 2, 5, 6, 6, 5, 6]
series = pd.DataFrame({"case": "S", "session": range(1, 21), "outcome": nights})
series["phase"] = [*"AAAAABBBBBAAAAABBBBB"]
events = {11: "worker on leave"}
figure = figures.ab_chart(series, events=events, goal=6, unit="nights a week", basis="illustrative")
