import pandas as pd

from casekit import figures, stats

practice = pd.read_csv(stats.outcome_file("practice_series"))
one = practice[practice["case"] == "p27"]
figure = figures.ab_chart(one, band=True, basis="synthetic")
