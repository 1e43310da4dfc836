// Takes what is typed to the kernel before anything can close its field, and tells how the kernel is.
//
// ipywidgets sends the first letter and holds the rest until the kernel has answered, while a click is sent at once:
// the click would close the field before its text arrives. So the field's text goes ahead of every click.
const LATE_MS = 2000; // a kernel that is silent for longer is said to be busy
const TYPING_MS = 500; // how long a text waits at most while somebody types on
const NEAR = "200px";
const GONE = ["dead", "restarting", "autorestarting", "terminating"];
const TEXTS = "textarea, input[type=text]";

// What no kernel has saved stays in the memory of this page, never in the browser's storage: computers are shared.
const left = (window[Symbol.for("casekit.left")] ??= new Map());

const word = (element, start) => [...(element?.classList ?? [])].find((own) => own.startsWith(start))?.slice(start.length);
const holder = (control) => control.closest?.("[class*='casekit-held-']");

function content(control) {
  if (control.matches("select")) return control.selectedIndex;
  return control.type === "checkbox" ? control.checked : control.value;
}

class Held {
  constructor(model, el, form) {
    Object.assign(this, { model, el, form });
    this.edited = new Map(); // controls that were changed since they were last sent
    this.unsaved = new Map(); // texts that are not in the case file yet
    this.asked = new Map(); // when the kernel was told what, until it answers
    this.typed = new Set(); // numbers and dates that were changed and whose fields are not left yet
    this.pressed = new Map(); // buttons whose click is not answered yet
    this.after = new Map(); // what is to be done when the kernel has answered
    this.number = this.heard = 0;
    this.lost = false;
    this.ahead = new Ahead(form, (label, text) => this.strand(label, text));
    this.kernel = model.widget_manager?.kernel ?? null;
    this.ending = new AbortController();
  }

  start() {
    const { signal } = this.ending;
    const now = { capture: true, signal };
    this.form.addEventListener("input", (event) => this.note(event.target), now);
    this.form.addEventListener("change", (event) => this.note(event.target), now);
    this.form.addEventListener("focusout", (event) => this.out(event), now);
    window.addEventListener("pointerdown", (event) => this.goOn(event.target), now);
    window.addEventListener("click", (event) => this.click(event), now);
    for (const kind of ["pagehide", "beforeunload"]) window.addEventListener(kind, () => this.leave(), now);
    window.addEventListener("offline", () => setTimeout(() => this.probe(), LATE_MS / 2), now);
    document.addEventListener("visibilitychange", () => document.hidden && this.leave(), now);
    const look = () => this.look();
    const signals = this.kernel ? [this.kernel.statusChanged, this.kernel.connectionStatusChanged, this.kernel.disposed] : [];
    for (const one of signals) one?.connect(look);
    signal.addEventListener("abort", () => signals.forEach((one) => one?.disconnect(look)));
    this.watch = new IntersectionObserver((seen) => this.tell({ seen: seen.at(-1).isIntersecting }), { rootMargin: NEAR });
    this.watch.observe(this.form);
    this.hear = (message) => this.answer(message);
    this.model.on("msg:custom", this.hear);
    const kept = left.get(this.model.get("key")) ?? [];
    // The kernel says first which of these were saved after all.
    if (kept.length) this.asking = this.tell({ left: Object.fromEntries(kept.map(({ at, text }) => [at, text])) });
    this.look();
  }

  stop() {
    this.send();
    this.ahead.abandon();
    if (this.unsaved.size) this.leaveBehind();
    this.tell({ gone: true });
    this.ending.abort();
    this.watch.disconnect();
    clearTimeout(this.soon);
    clearInterval(this.clock);
    this.model.off("msg:custom", this.hear);
  }

  // Remember that a control was changed; while somebody types on, what is there is sent twice a second.
  note(control) {
    const name = word(holder(control), "casekit-held-");
    if (!name) return;
    this.touched = true;
    this.edited.set(name, control);
    if (control.matches(TEXTS)) this.remember(name, control);
    if (control.closest(".casekit-typed")) this.typed.add(name);
    this.form.style.setProperty("--ck-saving", JSON.stringify(this.model.get("words").saving ?? ""));
    this.form.classList.add("casekit-unsent");
    this.soon ??= setTimeout(() => this.send(), TYPING_MS);
  }

  remember(name, control) {
    const at = word(holder(control), "casekit-at-") ?? "";
    const label = control.getAttribute("aria-label") ?? "";
    this.unsaved.set(name, { at, label, text: control.value, number: Infinity });
  }

  // Send what was changed, ahead of whatever happens next.
  send(more) {
    clearTimeout(this.soon);
    this.soon = undefined;
    if (!this.edited.size && !more) return;
    const texts = Object.fromEntries([...this.edited].map(([name, control]) => [name, content(control)]));
    const number = this.tell({ texts, ...more });
    for (const name of this.edited.keys()) {
      const text = this.unsaved.get(name);
      if (text) text.number = number;
    }
    this.edited.clear();
  }

  // Who goes on to something that is no form may save the notebook next: its tables must be up to date.
  goOn(target) {
    if (target && !target.closest?.(".casekit-form")) this.leave();
    else this.send();
  }

  // Who leaves a number or a date sees how it was understood: the kernel answers with what to show.
  out({ target, relatedTarget }) {
    this.goOn(relatedTarget);
    const name = word(holder(target), "casekit-held-");
    if (this.typed.delete(name)) this.tell({ out: name });
  }

  // Show it, unless somebody is in the field again or has typed something else.
  show({ shown, from, to }) {
    const control = this.form.querySelector(`.casekit-held-${CSS.escape(shown)} :is(${TEXTS})`);
    if (!control || control === document.activeElement || control.value !== from) return;
    control.value = to;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    this.typed.delete(shown);
  }

  // Whether the kernel has all that was typed, and its answers are here.
  settled() {
    return !this.edited.size && !this.asked.size;
  }

  // Somebody leaves the form, or saves the notebook: `then` is done when its table there is up to date.
  leave(then) {
    if (!this.touched) return;
    this.send({ leaving: true });
    this.touched = false;
    if (then) this.after.set(this.number, then);
  }

  tell(message) {
    this.number = Math.max(this.number + 1, Date.now());
    this.asked.set(this.number, performance.now());
    this.clock ??= setInterval(() => this.look(), LATE_MS / 8);
    try {
      this.model.send({ number: this.number, ...message });
    } catch {
      this.lost = true; // a kernel that was ended takes no messages
      this.look();
    }
    return this.number;
  }

  // A click goes out after the texts, and not twice before the first is answered: the key that follows would press again.
  click(event) {
    const button = event.target.closest?.(".casekit-form button");
    if (!button || !this.form.contains(button)) return;
    const again = button.matches(ONCE) && this.pressed.has(button) && !this.ahead.passing;
    if (this.ahead.defers(button) || again) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.send();
    this.touched = true;
    if (button.matches(OPENS)) this.ahead.opens(button, this.number);
    this.pressed.set(button, Infinity);
    setTimeout(() => this.pressed.set(button, this.tell({})));
  }

  // The kernel wishes the focus for a control: false if a click waits for another, since this answers an earlier one.
  // It answers in the order in which it was told.
  comes(wish) {
    const [opener] = this.ahead.clicks;
    if (opener && [...this.asked.keys()].some((number) => number <= opener.since)) return false;
    this.ahead.coming = wish;
    return true;
  }

  // The control is there.
  arrived(control) {
    const [opener] = this.ahead.clicks;
    if (opener) this.pressed.delete(opener.control);
    this.ahead.arrived(control);
  }

  // A field was made anew under somebody's hands: what was typed into the old one, and since, goes into the new one.
  carry(before, control) {
    const [name, at] = ["casekit-held-", "casekit-at-"].map((start) => word(holder(before), start));
    const same = before !== control && at && at === word(holder(control), "casekit-at-");
    if (same && before.matches(TEXTS) && this.edited.delete(name)) {
      this.unsaved.delete(name);
      control.value = before.value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.ahead.carry(before, control);
  }

  // Words for which there is no field are offered, so that they can be copied.
  strand(label, text) {
    if (!text.trim() || !this.model.get("words").offer) return;
    const key = this.model.get("key");
    left.set(key, [...(left.get(key) ?? []), { at: "", label, text }]);
    if (!this.asking && !this.lost) this.offer();
  }

  answer(message) {
    if (message.heard) {
      this.heard = Math.max(this.heard, message.heard);
      for (const number of [...this.asked.keys()]) if (number <= message.heard) this.asked.delete(number);
      for (const [button, number] of [...this.pressed]) {
        if (number > message.heard) continue;
        this.pressed.delete(button);
        this.ahead.answered(button);
      }
      if (this.settled()) this.form.classList.remove("casekit-unsent");
      for (const [number, act] of [...this.after]) {
        if (number > message.heard) continue;
        this.after.delete(number);
        act();
      }
    }
    if (this.asking && message.heard >= this.asking) {
      this.asking = 0;
      this.offer();
    }
    if (message.saved) {
      for (const [name, text] of [...this.unsaved]) if (text.number <= message.saved) this.unsaved.delete(name);
    }
    if (message.shown) this.show(message);
    if (message.taken) this.forget((text) => text.at === message.taken);
    if (message.refused) this.speak(message.refused, "alert");
    else this.look();
  }

  // How the kernel is, in one word; empty if all is well.
  state() {
    const { kernel } = this;
    const other = this.model.widget_manager?.kernel ?? null;
    if (kernel && (kernel.isDisposed || GONE.includes(kernel.status) || other !== kernel)) this.lost = true;
    if (this.lost) return "lost";
    if (this.unreachable || (kernel && kernel.connectionStatus !== "connected")) return "offline";
    return this.silence() > LATE_MS ? "waiting" : "";
  }

  // A kernel can overlook a message until the next one comes (ipykernel's issue 1554): now and then it gets another.
  nudge() {
    if (performance.now() - Math.max(...this.asked.values()) > LATE_MS) this.tell({});
  }

  // How long the kernel has been silent.
  silence() {
    return performance.now() - Math.min(...this.asked.values());
  }

  // A kernel may be silent because its server cannot be reached: ask the server, until it answers.
  async probe() {
    const address = this.kernel?.serverSettings?.baseUrl;
    if (!address || this.probing) return;
    this.probing = true;
    const options = { method: "GET", cache: "no-store", signal: AbortSignal.timeout(LATE_MS) };
    this.unreachable = await fetch(`${address}api`, options).then(() => false, () => true);
    this.probing = false;
    if (this.ending.signal.aborted) return;
    if (this.unreachable) setTimeout(() => this.probe(), LATE_MS / 2);
    this.look();
  }

  // The connection is back: what was said into the void is said again.
  sayAgain() {
    for (const [name, text] of this.unsaved) {
      const control = this.form.querySelector(`.casekit-held-${CSS.escape(name)} :is(${TEXTS})`);
      if (control && text.number > this.heard) this.edited.set(name, control);
    }
    this.send();
  }

  look() {
    const state = this.state();
    if (!this.asked.size || this.lost) {
      clearInterval(this.clock);
      this.clock = undefined;
    }
    if (this.lost) this.ahead.abandon();
    if (this.lost && this.unsaved.size) this.leaveBehind();
    if (this.silence() > LATE_MS / 2) this.probe();
    if (state === "waiting") this.nudge();
    if (state === this.shown) return;
    if (this.shown === "offline" && !this.lost) this.sayAgain();
    this.shown = state;
    this.form.classList.toggle("casekit-waiting", state === "waiting");
    this.form.classList.toggle("casekit-lost", state === "lost" || state === "offline");
    this.lock(state === "lost" || state === "offline");
    const key = state === "lost" && left.get(this.model.get("key"))?.length ? "lost_texts" : state;
    this.speak(this.model.get("words")[key] ?? "", state === "waiting" ? "status" : "alert");
  }

  // Nothing can be pressed or typed where nobody listens; what was typed can still be read and copied.
  lock(locked) {
    const places = locked ? ".casekit-main, .casekit-tools, .casekit-foot, .casekit-banner" : "[data-casekit-locked]";
    for (const place of this.form.querySelectorAll(places)) {
      for (const control of locked ? place.querySelectorAll("button, select, input, textarea") : [place]) {
        const how = control.matches(TEXTS) ? "readOnly" : "disabled";
        if (locked && !control[how]) control.dataset.casekitLocked = how;
        if (control.dataset.casekitLocked) control[how] = locked;
        if (!locked) delete control.dataset.casekitLocked;
      }
    }
  }

  speak(text, role) {
    this.line ??= this.el.appendChild(Object.assign(document.createElement("div"), { className: "casekit-kernel" }));
    this.line.setAttribute("role", role);
    this.line.textContent = text;
    this.showSelf();
  }

  showSelf() {
    this.el.classList.toggle("casekit-speaks", Boolean(this.line?.textContent || this.box));
  }

  // The form is lost: its texts wait in the page for the cell to be run again.
  leaveBehind() {
    const key = this.model.get("key");
    const kept = left.get(key) ?? [];
    for (const { at, label, text } of this.unsaved.values()) {
      const before = kept.findIndex((own) => own.at && own.at === at);
      if (before >= 0) kept.splice(before, 1);
      if (text.trim()) kept.push({ at, label, text });
    }
    this.unsaved.clear();
    left.set(key, kept);
  }

  // What the form before this one could not save is offered again.
  offer() {
    this.box?.remove();
    this.box = null;
    const kept = left.get(this.model.get("key")) ?? [];
    if (kept.length) {
      const words = this.model.get("words");
      this.box = document.createElement("div");
      this.box.className = "casekit-offer casekit-left";
      this.box.setAttribute("role", "group");
      const said = document.createElement("p");
      said.textContent = words.offer;
      this.box.setAttribute("aria-label", words.offer);
      this.box.append(said, ...kept.map((text) => this.offered(text, words)));
      this.el.append(this.box);
    }
    this.showSelf();
  }

  offered(text, words) {
    const row = document.createElement("div");
    row.className = "casekit-left-text";
    const name = Object.assign(document.createElement("strong"), { textContent: text.label });
    const said = Object.assign(document.createElement("pre"), { textContent: text.text, tabIndex: 0 });
    const act = (key, does) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: words[key] });
      button.className = `jupyter-button casekit-button casekit-left-${key}`;
      button.addEventListener("click", does);
      return button;
    };
    const copy = () => navigator.clipboard?.writeText(text.text);
    const back = () => {
      this.touched = true;
      this.tell({ put: text.at, text: text.text });
    };
    const acts = [act("copy", copy), act("discard", () => this.forget((own) => own === text))];
    if (text.at) acts.unshift(act("put_back", back));
    row.append(name, said, ...acts);
    return row;
  }

  forget(which) {
    const key = this.model.get("key");
    left.set(key, (left.get(key) ?? []).filter((text) => !which(text)));
    if (!this.asking) this.offer();
  }
}
