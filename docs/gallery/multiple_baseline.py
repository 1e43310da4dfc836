import pandas as pd

from casekit import figures, stats

practice = pd.read_csv(stats.outcome_file("practice_series"))
three = practice[practice["case"].isin(["p15", "p27", "p36"])]
figure = figures.multiple_baseline(three, basis="synthetic")
