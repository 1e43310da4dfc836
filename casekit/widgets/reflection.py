"""The form of looking back: what the worker learned, supervision, remarks and their answers, concepts."""

from collections.abc import Sequence

from casekit.widgets.listing import Card, Listing, Lists


class Reflection(Lists):
    """The form for reflection: growth, dilemmas, good practice, supervision, review and concepts.

    A supervisor's remark is answered here. An exception that is explained names the rule it is made from.

    Examples
    --------
    >>> import casekit
    >>> form = Reflection(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> len(form.case.reflection.good_practice) > 0
    True
    """

    tool = "reflection"
    drawing = ""

    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
        return [
            Listing(self, "reflection.growth"),
            Listing(self, "reflection.dilemmas"),
            Listing(self, "reflection.challenges"),
            Listing(self, "reflection.good_practice"),
            Listing(
                self,
                "reflection.recommendations",
                brief="to text",
                new={"to": "agency"},
                name="own_recommendations",
            ),
            Listing(self, "supervision", brief="supervisor topics", new={"supervisor": "school"}),
            Listing(self, "review", brief="review text", new={"review": "remark"}),
            Listing(self, "concepts", brief="term text"),
        ]
