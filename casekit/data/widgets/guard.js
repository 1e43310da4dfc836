// Stands inside a casekit form and does what Python cannot: it keeps keys from the notebook, gives every
// control a name for screen readers, puts the focus where the form wants it, and never lets it get lost.
const CONTROLS = "button, input, select, textarea";
const EMPTY = "\u200b"; // what ipywidgets writes where there is no text
const TRIES = 200; // a page with many forms, or a slow machine, takes its time
const TRY_EVERY_MS = 50;
const MS_FOR_A_FIELD = 3000;
const MODIFIERS = ["Control", "Meta", "Alt", "Shift"];
const MS_FOR_TABLES = 1500;
const MS_FOR_A_KERNEL = 20000;

function set(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}

// What an item says, with words in place of its marks: "▲ … ●●●○" is nothing to listen to.
function spoken(text, marks) {
  const longestFirst = Object.keys(marks).sort((one, other) => other.length - one.length);
  return longestFirst.reduce((said, mark) => said.replaceAll(mark, ` ${marks[mark]} `), text).replace(/\s+/g, " ").trim();
}

function name(form, marks) {
  for (const item of form.querySelectorAll("button.casekit-item")) {
    const said = spoken(item.textContent, marks);
    set(item, "aria-label", said);
    set(item, "data-mark", Object.keys(marks).find((mark) => item.textContent.startsWith(mark)) ?? "");
    const editor = item.nextElementSibling;
    if (editor?.matches(".casekit-editor")) {
      set(editor, "role", "group");
      set(editor, "aria-label", said);
    }
  }
  for (const control of form.querySelectorAll("button[title]:not([title=''])")) set(control, "aria-label", control.title);
  for (const control of form.querySelectorAll("input, select, textarea")) {
    // An invisible placeholder hides from checkers that a name is missing.
    if (control.placeholder === EMPTY) control.removeAttribute("placeholder");
    const label = control.closest(".jupyter-widgets")?.querySelector("label.widget-label")?.textContent.replace(EMPTY, "").trim();
    if (label) set(control, "aria-label", label);
  }
  for (const part of form.querySelectorAll("[class*='casekit-role-']")) {
    const role = [...part.classList].find((word) => word.startsWith("casekit-role-")).slice(13);
    set(part, "role", role);
    if (role === "status") set(part, "aria-live", "polite");
  }
  for (const part of form.querySelectorAll(".casekit-group")) {
    const heading = part.querySelector(".casekit-name")?.textContent.trim();
    if (heading) {
      set(part, "role", "group");
      set(part, "aria-label", heading);
    }
  }
  for (const turn of form.querySelectorAll("button.casekit-item, button.casekit-turn")) {
    set(turn, "aria-expanded", String(turn.classList.contains("casekit-open")));
  }
  for (const choice of form.querySelectorAll("button.casekit-choice")) {
    set(choice, "aria-pressed", String(choice.classList.contains("casekit-chosen")));
  }
}

// The levels of a criterion: one stop for Tab, as where one of several is chosen.
function levels(form) {
  for (const group of form.querySelectorAll(".casekit-levels")) {
    const options = [...group.querySelectorAll("button.casekit-level")];
    const stop = options.find((own) => own === document.activeElement)
      ?? options.find((own) => own.classList.contains("casekit-chosen")) ?? options[0];
    set(group, "role", "radiogroup");
    set(group, "aria-label", group.parentElement.querySelector(".casekit-name").textContent.trim());
    for (const option of options) {
      set(option, "role", "radio");
      set(option, "aria-checked", String(option.classList.contains("casekit-chosen")));
      set(option, "tabindex", option === stop ? "0" : "-1");
    }
  }
}

// Ctrl and Cmd belong to the notebook (Ctrl+S saves it), except where they would change or run its cells.
function changesNotebook(event) {
  if (!event.ctrlKey && !event.metaKey) return true;
  const key = event.key.toLowerCase();
  return /^(a|v|x|y|z|m|-|_|enter|backspace|delete|arrow.*)$/.test(key) || (key === "c" && !event.shiftKey);
}

const usable = (control) => control.isConnected && !control.disabled && !control.readOnly && control.getClientRects().length > 0;

const sign = (control) => {
  const words = [...(control.closest(".jupyter-widgets")?.classList ?? [])];
  // A control that is made anew is held under another name.
  const lasting = (word) => word.startsWith("casekit-") && word !== "casekit-open" 
    && !/^casekit-(held|in)-/.test(word);
  return words.filter(lasting).map((word) => `.${CSS.escape(word)}`).join("");
};

const called = (control) => control.getAttribute("aria-label") || control.labels?.[0]?.textContent || control.textContent;

function controlIn(place) {
  return place?.matches(CONTROLS) ? place : place?.querySelector(CONTROLS);
}

// The control that lost the focus: itself, or made anew.
function twin(form, last) {
  if (usable(last.control)) return last.control;
  if (!last.sign) return undefined;
  const same = [...form.querySelectorAll(last.sign)].map(controlIn).filter((control) => control && usable(control));
  return same.length === 1 ? same[0] : same.find((control) => called(control) === last.name);
}

// The control that stands in for one that is gone for good: its nearest neighbour. Who types on must not type into
// another text.
function heir(form, last) {
  const fits = (control) => usable(control) && !(last.control.matches(TEXTS) && control.matches(TEXTS));
  const at = last.order.indexOf(last.control);
  const near = [...last.order.slice(at + 1), ...last.order.slice(0, at).reverse()];
  return near.find(fits) ?? [...form.querySelectorAll(`.casekit-main :is(${CONTROLS})`)].find(fits);
}

function render({ model, el }) {
  el.classList.add("casekit-guard");
  let form = null;
  let watch = null;
  let last = null;
  let held = null;
  let rescuing = false;
  let down = ""; // the key that pressed a button and is still down

  // The focus of a control that goes away, or is put elsewhere, falls to the page or to the notebook around the form.
  const gone = () => last && document.activeElement.contains(form);
  // The text fields of ipywidgets keep every key to themselves, so the notebook gets a copy of its own.
  const hand = (event) => {
    if (event.type !== "keydown" || !event.isTrusted) return;
    event.stopPropagation();
    // A copy of a bare Control key would make the browser forget what Ctrl+Z could undo.
    if (MODIFIERS.includes(event.key)) return;
    if (!form.dispatchEvent(new KeyboardEvent(event.type, event))) event.preventDefault();
  };
  // Ctrl+S waits until the tables of the forms in the notebook are up to date; a late kernel is not waited for, but
  // then it is saved once more. (JupyterLab overlooks a second Ctrl+S while the first is being carried out.)
  const save = (event) => {
    event.preventDefault();
    event.stopPropagation();
    const pass = () => form.dispatchEvent(new KeyboardEvent(event.type, event));
    const late = setTimeout(pass, MS_FOR_TABLES);
    held.leave(() => {
      clearTimeout(late);
      pass();
    });
  };
  // A key that is held down on a button must not go on in the field to which the focus moves.
  const repeats = ({ type, key, repeat, target }) => {
    if (type === "keyup") down = "";
    else if (type === "keydown" && !repeat) down = target.matches?.("button") ? key : "";
    return repeat && down === key && (key === "Enter" || key === " ");
  };
  // Enter in a line that has one thing to do below it does that.
  const enters = ({ type, key, isComposing, ctrlKey, metaKey, shiftKey, target }) => {
    if (type !== "keydown" || key !== "Enter" || isComposing || ctrlKey || metaKey || shiftKey) return false;
    if (!target.matches?.("input[type=text]")) return false;
    const act = target.closest(".casekit-ask, .casekit-question")?.querySelector("button.casekit-enter");
    act?.click();
    return Boolean(act);
  };
  // Among the levels of a criterion arrows go from one to the next; a digit chooses, and goes on to the next criterion.
  const chooses = ({ type, key, ctrlKey, metaKey, altKey, target }) => {
    if (type !== "keydown" || ctrlKey || metaKey || altKey || !target.matches?.("button.casekit-level")) return false;
    const group = target.closest(".casekit-levels");
    const options = [...group.querySelectorAll("button.casekit-level")];
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    if (step) options[(options.indexOf(target) + step + options.length) % options.length].focus();
    const meant = /^[0-9]$/.test(key) && options.find((own) => own.classList.contains(`casekit-digit-${key}`));
    if (meant) {
      meant.click();
      const groups = [...form.querySelectorAll(".casekit-levels")];
      const next = groups[groups.indexOf(group) + 1];
      (next?.querySelector("button.casekit-level[tabindex='0']") ?? meant).focus();
    }
    return Boolean(step || meant);
  };
  // Keys typed while a control is made anew would reach the notebook too.
  const keep = (event) => {
    if (!form || !(form.contains(event.target) || gone())) return;
    if (gone()) held.ahead.expect(last.control);
    if (held.ahead.catches(event) || repeats(event) || enters(event) || chooses(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    // The Control key itself goes down before the key that says what for.
    if (event.type === "keydown" && (event.ctrlKey || event.metaKey) && !MODIFIERS.includes(event.key)) {
      if (event.key.toLowerCase() === "s" && held.touched) {
        save(event);
        return;
      }
      held.leave();
    }
    if (!changesNotebook(event)) {
      hand(event);
      return;
    }
    event.stopPropagation();
    const key = event.key.toLowerCase();
    const travels = event.type === "keydown" && (event.ctrlKey || event.metaKey) && (key === "z" || key === "y");
    // In a text the browser undoes letters; anywhere else the form undoes its last step.
    if (!travels || event.target.matches("textarea, input[type=text]")) return;
    event.preventDefault();
    form.querySelector(key === "y" || event.shiftKey ? ".casekit-redo" : ".casekit-undo")?.click();
  };
  const enter = ({ target: control }) => {
    if (!control.matches(CONTROLS)) return;
    const order = [...form.querySelectorAll(CONTROLS)];
    last = { control, order, sign: sign(control), name: called(control) };
    levels(form);
  };
  // Who leaves the form of their own accord, for another control or with a click, is not called back.
  const leave = ({ relatedTarget }) => {
    if (!relatedTarget || form.contains(relatedTarget)) return;
    setTimeout(() => { if (last && usable(last.control) && !form.contains(document.activeElement)) last = null; });
  };
  const point = ({ target }) => {
    const same = rescuing && gone() && twin(form, last);
    if (same) inherit(last.control, same); // with the keys that wait for it
    if (!target.closest?.(CONTROLS)) last = null;
  };
  // A field that belongs to something in the case is worth waiting for: its editor may be on its way, and so may
  // what was typed into the one before. Keys wait meanwhile.
  const rescue = () => {
    if (!gone() || rescuing) return;
    rescuing = true;
    held.send();
    const began = performance.now();
    const waits = () => {
      if (!last.sign.includes("casekit-at-")) return TRY_EVERY_MS;
      return held.settled() ? MS_FOR_A_FIELD : MS_FOR_A_KERNEL;
    };
    const attempt = () => {
      const same = gone() && twin(form, last);
      const ready = same && (held.settled() || !last.sign.includes("casekit-at-"));
      if (gone() && held.ahead.awaits) {
        setTimeout(attempt, TRY_EVERY_MS); // the field that is awaited gets it
        return;
      }
      if (gone() && !ready && performance.now() - began < waits()) {
        setTimeout(attempt, TRY_EVERY_MS);
        return;
      }
      rescuing = false;
      if (gone()) inherit(last.control, same ?? heir(form, last));
    };
    setTimeout(attempt, TRY_EVERY_MS);
  };
  const inherit = (before, control) => {
    control?.focus();
    if (control) held.carry(before, control);
  };
  // JupyterLab listens for keys while they rise from the form, Notebook 7 while they come down to it.
  const keys = ["keydown", "keypress", "keyup"];

  const focus = () => {
    const wish = model.get("focus");
    const wanted = wish.split(" ")[0];
    if (!wanted || !form || !held.comes(wish)) return;
    const attempt = (tries) => {
      if (held.ahead.coming !== wish) return;
      const control = controlIn(form.querySelector(`.${CSS.escape(wanted)}`));
      const fixed = control?.disabled && !control.dataset.casekitLocked; // in a case that can only be read
      if (control && usable(control)) held.arrived(control);
      else if (tries > 0 && !fixed) setTimeout(attempt, TRY_EVERY_MS, tries - 1);
      else held.ahead.giveUp();
    };
    setTimeout(attempt, 0, TRIES);
  };

  const tidy = () => {
    set(form, "aria-label", model.get("label"));
    name(form, model.get("marks"));
    levels(form);
    rescue();
  };
  const settle = () => {
    form = el.closest(".casekit-form");
    if (!form) {
      setTimeout(settle, TRY_EVERY_MS);
      return;
    }
    set(form, "role", "group");
    for (const kind of keys) window.addEventListener(kind, keep, true);
    window.addEventListener("pointerdown", point, true);
    form.addEventListener("focusin", enter);
    form.addEventListener("focusout", leave);
    tidy();
    held = new Held(model, el, form);
    held.start();
    let due = false;
    watch = new MutationObserver(() => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        tidy();
      });
    });
    const attributeFilter = ["class", "title", "disabled", "style"];
    watch.observe(form, { childList: true, subtree: true, attributes: true, attributeFilter });
  };
  settle();
  model.on("change:focus", focus);
  model.on("change:label change:marks", () => form && tidy());
  return () => {
    held?.stop();
    watch?.disconnect();
    for (const kind of keys) window.removeEventListener(kind, keep, true);
    window.removeEventListener("pointerdown", point, true);
    form?.removeEventListener("focusin", enter);
    form?.removeEventListener("focusout", leave);
  };
}

export default { render };
