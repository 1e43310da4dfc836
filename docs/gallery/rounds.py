import casekit
from casekit import figures

case = casekit.load("docs/illustration.yaml")  # an invented case
figure = figures.rounds(case)
