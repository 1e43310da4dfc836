import pandas as pd

from casekit import figures

scores = pd.DataFrame({"case": [*"ABCDEF"], "pre": [12, 15, 9, 14, 11, 16], "post": [18, 17, 9, 20, 10, 21]})
figure = figures.before_after(scores, unit="score", basis="illustrative")
