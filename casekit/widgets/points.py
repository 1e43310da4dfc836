"""The points of the check in a form: by stage, each opens to why, how to correct it, and the way there."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import ipywidgets

from casekit import vocab
from casekit.check import SEVERITIES, Point, explaining, heading, stages, told_about
from casekit.widgets import plain
from casekit.widgets.pieces import box, button, caption, close, folded, problem_line, tell

if TYPE_CHECKING:
    from casekit.widgets.case_check import Check

AT_FIRST, MORE = 10, 20  # points of a stage that are shown, and how many more are asked for
EXPLAINED = "explained"


@dataclass(frozen=True)
class _Row:
    """A point that is shown, and its button."""

    point: Point
    button: ipywidgets.Button


class Points:
    """The list of points.

    Parameters
    ----------
    form : Check
        The form around it.
    """

    def __init__(self, form: "Check") -> None:
        self._form = form
        self._points: Mapping[str, Point] = {}
        self._rows: dict[str, _Row] = {}
        self._made = 0
        self._shown = Counter[str]()
        self._groups: dict[str, ipywidgets.VBox] = {}
        self._open = form.opened.get("points", "")
        self._editor: ipywidgets.VBox | None = None
        self.widget = plain.VBox(_dom_classes=["casekit-points"])

    def show(self, points: Sequence[Point]) -> None:
        """Show these points; what is there already stays, with what somebody writes in it."""
        self._points = _named(points)
        if self._open and self._open not in self._points:
            self._turn_off()
        groups = [*stages(point for point in points if not point.explained)]
        groups += [EXPLAINED] if any(point.explained for point in points) else []
        before = {*self._groups} - {*groups}
        self.widget.children = [self._group(name) for name in groups]
        for name in before:
            close(self._groups.pop(name))
        shown = {key for name in groups for key in self._visible(name)}
        for key in self._rows.keys() - shown:
            close(self._rows.pop(key).button)

    def point(self, key: str) -> Point | None:
        """Return a point by its name, None if it is no more."""
        return self._points.get(key)

    def _of(self, name: str) -> list[str]:
        """Return the points of a stage, or those that are explained, the gravest first."""
        if name == EXPLAINED:
            return [key for key, point in self._points.items() if point.explained]
        own = [key for key, point in self._points.items() if point.stage == name and not point.explained]
        return sorted(own, key=lambda key: SEVERITIES.index(self._points[key].severity))

    def _visible(self, name: str) -> list[str]:
        return self._of(name)[: self._shown[name] + (0 if name == EXPLAINED else AT_FIRST)]

    def _group(self, name: str) -> ipywidgets.VBox:
        """Return the points of a stage below its name."""
        title = vocab.say("check.explained") if name == EXPLAINED else heading(name)
        if name not in self._groups:
            more = button("", partial(self._show_more, name), "casekit-more")
            items = plain.VBox(_dom_classes=["casekit-items"])
            css = ["casekit-cell", "casekit-group", f"casekit-cell-{name or 'file'}"]
            title_line = caption(title, "casekit-name", "casekit-cell-title")
            self._groups[name] = plain.VBox([title_line, items, more], _dom_classes=css)
        _, items, more = self._groups[name].children
        keys = self._visible(name)
        rows: list[ipywidgets.Widget] = []
        for key in keys:
            rows.append(self._row(key))
            if key == self._open:
                rows.append(self._panel(key))
        if tuple(rows) != items.children:
            items.children = rows
        rest = len(self._of(name)) - len(keys)
        some = "show_more" if rest <= MORE else "show_more_of"
        more.description = self._form.say(some, count=min(rest, MORE), rest=rest)
        more.tooltip = f"{title}: {more.description}"
        plain.hide(more, not rest)
        return self._groups[name]

    def _show_more(self, name: str) -> None:
        before = {*self._visible(name)}
        self._shown[name] += MORE
        self._group(name)
        first = next((key for key in self._visible(name) if key not in before), "")
        if first:
            self._focus(first)

    def _row(self, key: str) -> ipywidgets.Button:
        point = self._points[key]
        severity = vocab.say(f"check.{point.severity}")
        text = f"{severity[:1].upper()}{severity[1:]} {point.code}: {point.message}"
        known = self._rows.get(key)
        if known is None:
            self._made += 1
            css = ("casekit-item", f"casekit-of-point-{self._made}", f"casekit-severity-{point.severity}")
            shown = button("", partial(self._turn, key), *css)
        else:
            shown = known.button
        self._rows[key] = _Row(point, shown)
        shown.description = text
        (shown.add_class if key == self._open else shown.remove_class)("casekit-open")
        return shown

    def _focus(self, key: str) -> None:
        css = next(one for one in self._rows[key].button._dom_classes if one.startswith("casekit-of-"))
        self._form.focus_on(css)

    def _turn(self, key: str) -> None:
        """Open a point, or close it."""
        opens = self._open != key
        before = self._open
        self._turn_off()
        self._open = self._form.opened["points"] = key if opens else ""
        for name in {self._name_of(one) for one in (before, key) if one in self._points}:
            self._group(name)
        if opens and self._points[key].at:
            self._form.focus_on("casekit-go")
        else:
            self._focus(key)

    def _name_of(self, key: str) -> str:
        return EXPLAINED if self._points[key].explained else self._points[key].stage

    def _turn_off(self) -> None:
        """Close the point that is open."""
        self._open = self._form.opened["points"] = ""
        if self._editor is not None:
            for shown in self._groups.values():
                items = shown.children[1]
                items.children = [one for one in items.children if one is not self._editor]
            close(self._editor)
            self._editor = None

    def _panel(self, key: str) -> ipywidgets.VBox:
        """Return what is said about a point, and what can be done about it."""
        if self._editor is None:
            point = self._points[key]
            reason = [vocab.say("check.because", reason=point.explained)] if point.explained else []
            lines = [_led(line) for line in (*reason, *told_about(point.code))]
            acts = self._ways(key, point) if point.explained else self._acts(key, point)
            self._editor = plain.VBox([*lines, *acts], _dom_classes=["casekit-editor"])
        return self._editor

    def _ways(self, key: str, point: Point) -> list[ipywidgets.Widget]:
        """Return the way to where an explanation stands."""
        say, go = self._form.say, self._form.go_to
        return [button(say("to_explanation"), partial(go, point.explained_at), "casekit-go")]

    def _acts(self, key: str, point: Point) -> list[ipywidgets.Widget]:
        """Return the way to the field that corrects a point, and the place to explain it."""
        say = self._form.say
        if not point.at:  # a fault of casekit, which nobody can explain away
            return []
        go = button(
            say("to_field", form=say(self._form.form_at(point.way).tool)),
            partial(self._go, key),
            "casekit-go",
        )
        return [box("casekit-editor-tools", go), *self._explain(key)]

    def _go(self, key: str) -> None:
        self._form.look_again()
        if (point := self.point(key)) is not None:
            self._form.go_to(point.way)

    def _explain(self, key: str) -> Iterable[ipywidgets.Widget]:
        """Return the place in which an exception is explained."""
        say = self._form.say
        why = self._form.watched(
            plain.Textarea(description=say("reason_of_exception"), rows=2), "casekit-reason"
        )
        who = self._form.watched(plain.Text(description=say("by"), value=self._form.by), "casekit-by")
        refused = problem_line("casekit-role-alert")
        why.disabled = who.disabled = self._form.desk.read_only

        def keep() -> None:
            text, by = why.value.strip(), who.value.strip()
            self._form.look_again()
            point = self.point(key)
            if point is None:
                return
            if not text or not by:
                tell(refused, say("needs_reason_and_person"))
                self._form.focus_on("casekit-reason" if not text else "casekit-by")
                return
            beside = self._beside(key)
            self._form.by = by
            self._form.explain(explaining(self._form.case, point, text=text, by=by))
            if beside:
                self._focus(beside)

        saves = self._form.changes(say("explain_save"), keep, "casekit-explain")
        about = caption(say("explain_about"), "casekit-about")
        inside = [about, why, who, refused, saves]
        return folded(say("explain"), say("explain"), inside, is_open=False)

    def _beside(self, key: str) -> str:
        """Return the neighbour of a point, which gets the focus when it goes."""
        keys = self._visible(self._name_of(key))
        at = keys.index(key) if key in keys else 0
        return next(iter([*keys[at + 1 :], *keys[:at][::-1]]), "")


def _led(line: str) -> ipywidgets.HTML:
    """Return a line whose first word, such as “Why:”, stands out."""
    lead, _, rest = line.partition(": ")
    return plain.HTML(f"<strong>{escape(lead)}:</strong> {escape(rest)}")


def _named(points: Iterable[Point]) -> dict[str, Point]:
    """Return points by names that stay the same as long as somebody writes elsewhere."""
    found: dict[str, Point] = {}
    times: Counter[str] = Counter()
    for point in points:
        tail = ".".join(step for step in point.at if isinstance(step, str)) if point.part else point.place
        name = f"{point.code} {point.part} {tail} {bool(point.explained)}"
        times[name] += 1
        found[f"{name} {times[name]}"] = point
    return found
