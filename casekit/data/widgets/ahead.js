// Keeps what is typed and clicked while a field is still on its way, so that no word of it lands in another field.
//
// A click that opens a field is answered by the kernel. Keys pressed meanwhile are kept for that field, and clicks in
// the same form wait their turn; words for which no field comes are offered.
const OPENS = ".casekit-add, .casekit-item, .casekit-opens";
const ONCE = `${OPENS}, .casekit-delete, .casekit-done`; // a second click before the first is answered is a slip
const MS_TO_COME = 3000; // between the answer to a click and the field that it opens
const MS_FOR_ANOTHER = 20000; // until a control that went away under one's hands is there again
const MS_TO_STOP = 1000; // until somebody notices that it is gone for good

class Ahead {
  constructor(form, strand) {
    Object.assign(this, { form, strand });
    this.clicks = []; // the first one is at the kernel, the others wait; each with the words typed after it
    this.loose = null; // words typed for a control that went away under one's hands
    this.coming = null; // what the kernel has said of the control that gets the focus
    this.passing = false; // a click that has waited is carried out
    this.typedAt = -Infinity; // when a key was last kept
  }

  get awaits() {
    return this.clicks.length > 0;
  }

  // Let a click wait for the field that an earlier one opens; false if it need not wait.
  defers(button) {
    if (!this.awaits || this.passing) return false;
    const last = this.clicks.at(-1);
    const again = last.control === button && !last.words && button.matches(ONCE);
    if (!again) this.keep(button);
    return true;
  }

  // Keys are for what this click opens from now on. (Some browsers leave the focus in the field before.)
  keep(button) {
    this.clicks.push({ control: button, sign: sign(button), name: called(button), words: "" });
    if (document.activeElement !== button) button.focus({ preventScroll: true });
  }

  // A click that opens a field goes to the kernel; `since` is the number of the last message ahead of it.
  // What the kernel has said before of another control is out of date, however late the browser builds that one.
  opens(button, since) {
    this.coming = null;
    if (!this.passing) this.keep(button);
    this.clicks[0].since = since;
  }

  // The kernel has answered a click; without a field soon, none comes. Who types on meanwhile finishes the sentence.
  answered(button) {
    const [first] = this.clicks;
    if (first?.control !== button) return;
    const look = () => {
      if (this.clicks[0] !== first || this.coming) return;
      const pause = this.typedAt + MS_TO_STOP - performance.now();
      if (pause > 0) setTimeout(look, pause);
      else this.giveUp();
    };
    setTimeout(look, MS_TO_COME);
  }

  giveUp() {
    this.coming = null;
    const first = this.clicks.shift();
    if (first) this.strand(first.name, first.words);
    this.goOn();
  }

  // The control that was wished for is there: it gets the focus, unless somebody types elsewhere by now, or has gone on.
  arrived(control) {
    this.coming = null;
    const first = this.clicks.shift();
    if (!first || (this.isFree() && !this.awaits)) control.focus();
    if (!first) return;
    if (control.matches(TEXTS)) this.put(first.words, control);
    else this.strand(first.name, first.words);
    this.goOn();
  }

  isFree() {
    const own = document.activeElement;
    return own.contains(this.form) || (this.form.contains(own) && own.matches("button"));
  }

  put(words, control, at = control.value.length) {
    if (!words) return;
    control.setRangeText(words, at, at, "end");
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Carry out the clicks that have waited, up to the next one that opens a field.
  goOn() {
    while (this.awaits) {
      const [first] = this.clicks;
      const button = twin(this.form, first);
      if (button) {
        first.control = button;
        this.passing = true;
        button.click();
        this.passing = false;
        if (button.matches(OPENS)) return;
      }
      this.clicks.shift();
      this.strand(first.name, first.words);
    }
  }

  // The control under somebody's hands went away.
  expect(control) {
    if (this.awaits) return;
    this.loose ??= { name: called(control), words: "", wait: MS_FOR_ANOTHER };
  }

  // The focus is in a control again. If it is the same one, made anew, what was typed since goes into it; of one that
  // is gone for good the words are offered, and who types on presses nothing by it.
  carry(before, control) {
    const at = word(holder(before), "casekit-at-");
    const same = before === control || (at && at === word(holder(control), "casekit-at-"));
    if (same && control.matches(TEXTS)) {
      const words = this.loose?.words;
      this.loose = null;
      clearTimeout(this.ending);
      this.put(words, control, before.value === control.value ? before.selectionEnd : undefined);
    } else if (before.matches(TEXTS)) {
      this.expect(before);
      this.loose.wait = MS_TO_STOP;
      this.end();
    } else {
      this.drop();
    }
  }

  end() {
    clearTimeout(this.ending);
    this.ending = setTimeout(() => this.drop(), this.loose.wait);
  }

  drop() {
    const { loose } = this;
    this.loose = null;
    if (loose) this.strand(loose.name, loose.words);
  }

  // Nobody answers any more: all words are offered.
  abandon() {
    clearTimeout(this.ending);
    this.drop();
    for (const { name, words } of this.clicks.splice(0)) this.strand(name, words);
  }

  // Keep a key that was typed for a field that is not there yet; true if it was.
  catches({ key, type, repeat, target, ctrlKey, metaKey, altKey, isComposing }) {
    const kept = this.clicks.at(-1) ?? this.loose;
    if (!kept || ctrlKey || metaKey || altKey || isComposing) return false;
    if (target.matches?.(`${TEXTS}, select`)) return false;
    if (key === "Tab") return !this.awaits; // the field comes back first
    const other = this.awaits && kept.control.isConnected && target.matches?.("button") && target !== kept.control;
    if (other && (key === "Enter" || key === " ")) return false;
    if (key.length !== 1 && key !== "Enter" && key !== "Backspace") return false;
    if (type === "keydown" && !repeat) {
      this.typedAt = performance.now();
      kept.words = key === "Backspace" ? [...kept.words].slice(0, -1).join("") : kept.words + (key === "Enter" ? "\n" : key);
      if (kept === this.loose) this.end();
    }
    return true;
  }
}
