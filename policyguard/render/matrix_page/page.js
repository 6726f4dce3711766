
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const SIGNS = { granted: "\u2713", missing: "\u2715", unknown: "?" };
  const ORDER = ["missing", "unknown", "granted"];
  const $ = (id) => document.getElementById(id);
  const filters = { text: $("text"), kind: $("kind"), request: $("request"), status: $("status") };

  // Text goes in as text alone, so what a name says is never markup.
  function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  // `marked` parts of a line are set as code.
  function line(name, text, properties = {}) {
    const parts = text.split(/`([^`]*)`/);
    return make(name, properties,
      ...parts.map((part, number) => (number % 2 ? make("code", {}, part) : part)));
  }

  // A path may go on in the next line after each of its steps.
  function path(text) {
    return text.split(/(?<=\/)/).flatMap((part) => [make("wbr"), part]);
  }

  function sign(status) {
    return make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[status]);
  }

  // The grid: heads and cells are buttons, of which one at a time is in the tab order.

  function head(request, column) {
    const button = make(
      "button", { type: "button", tabindex: "-1", "data-column": column },
      request.name, make("span", { class: "soft" }, ...path(request.about)),
      request.failures.length ? make("span", { class: "fails" }, "! fails whoever sends it") : null,
    );
    button.setAttribute("aria-haspopup", "dialog");
    return make("th", { scope: "col" }, button);
  }

  function cell(found, row, column) {
    const button = make(
      "button",
      { type: "button", tabindex: "-1", "data-row": row, "data-column": column,
        "aria-haspopup": "dialog" },
      sign(found.status), found.status,
    );
    return make("td", { "data-status": found.status }, button);
  }

  function build() {
    $("note").textContent = data.note;
    data.requests.forEach((request, column) => {
      const name = `${column + 1}. ${request.name}`;
      filters.request.append(make("option", { value: column }, name));
    });
    const corner = make("th", { scope: "col" }, "Principal");
    $("grid").tHead.append(make("tr", {}, corner, ...data.requests.map(head)));
    const rows = data.principals.map((who, row) => {
      const name = make("th", { scope: "row" }, who.name);
      if (who.group) name.append(" ", make("span", { class: "soft" }, "group"));
      return make("tr", {}, name, ...who.cells.map((found, column) => cell(found, row, column)));
    });
    $("grid").tBodies[0].append(...rows);
    buttons()[0][0]?.setAttribute("tabindex", "0");
  }

  function buttons() {
    return [...$("grid").rows]
      .filter((row) => !row.hidden)
      .map((row) => [...row.querySelectorAll(":scope > :not([hidden]) > button")])
      .filter((row) => row.length);
  }

  function enter(button) {
    $("grid").querySelector("button[tabindex='0']")?.setAttribute("tabindex", "-1");
    button.setAttribute("tabindex", "0");
  }

  function move(event) {
    const all = buttons();
    const row = all.findIndex((one) => one.includes(event.target));
    if (row < 0) return;
    const column = all[row].indexOf(event.target);
    const last = all[row].length - 1;
    const to = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? all.length - 1 : row, last],
      PageUp: [Math.max(0, row - 10), column], PageDown: [Math.min(all.length - 1, row + 10), column],
    }[event.key];
    if (!to || event.altKey || event.metaKey) return;
    event.preventDefault();
    all[to[0]]?.[to[1]]?.focus();
  }

  // Filters.

  const searched = data.answers.map((one) =>
    [one.privilege, one.label, one.on, one.because, ...one.explanation, ...one.unknown,
      ...one.others]
      .join("\n").toLowerCase());

  function filter() {
    const text = filters.text.value.trim().toLowerCase();
    const { kind, request, status } = filters;
    const matching = searched.map((one) => one.includes(text));
    const shown = { granted: 0, missing: 0, unknown: 0 };
    let people = 0;
    const columns = data.requests.map((_, column) => ["", String(column)].includes(request.value));
    [...$("grid").rows].forEach((row) => {
      columns.forEach((open, column) => { row.cells[column + 1].hidden = !open; });
    });
    data.principals.forEach((who, number) => {
      const row = $("grid").tBodies[0].rows[number];
      const called = who.name.toLowerCase().includes(text);
      const fits = who.cells.map((found, column) =>
        columns[column]
        && (!status.value || found.status === status.value)
        && (called || found.answers.some((answer) => matching[answer])));
      row.hidden = !fits.includes(true)
        || Boolean(kind.value && (kind.value === "group") !== who.group);
      if (row.hidden) return;
      people += 1;
      who.cells.forEach((found, column) => {
        row.cells[column + 1].classList.toggle("other", !fits[column]);
        if (fits[column]) shown[found.status] += 1;
      });
    });
    $("count").textContent = `${people} of ${data.principals.length} principals; `
      + ORDER.map((one) => `${shown[one]} ${one}`).join(", ");
    const current = $("grid").querySelector("button[tabindex='0']");
    const all = buttons().flat();
    if (!all.includes(current) && all.length) enter(all[0]);
  }

  function clear() {
    for (const one of Object.values(filters)) one.value = "";
    filter();
    filters.text.focus();
  }

  // Explanations.

  function requirement(one) {
    const checked = one.status !== "unchecked";
    const title = make(
      "h3", {}, ...(checked ? [sign(one.status), `${one.status}: `] : []),
      make("code", {}, one.privilege), line("span", ` on ${one.on}`),
      one.conditional ? " (if it is needed)" : "",
    );
    const others = one.others.map((other) => line("li", `would do as well: ${other}`));
    const unknown = one.unknown.length && one.status !== "granted";
    return make(
      "section", { class: "requirement", ...(checked && { "data-status": one.status }) }, title,
      one.label ? make("p", { class: "soft" }, one.label) : null,
      line("p", `needed: ${one.because} [${one.evidence}]`, { class: "soft" }),
      make("ul", {}, ...one.explanation.map((text) => line("li", text)), ...others),
      unknown && !one.explanation.length
        ? make("p", { class: "soft" }, `it takes ${one.unknown.join(", ")} to tell`) : null,
    );
  }

  function answers(numbers) {
    return numbers.map((number) => data.answers[number])
      .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  }

  function about(request) {
    const failures = request.failures.map((text) =>
      make("div", { class: "requirement", "data-status": "missing" },
        line("p", `fails whoever sends it: ${text}`)));
    return [make("p", { class: "soft" }, request.about), ...failures];
  }

  function explanation(found, request) {
    const badge = make("span", { class: "badge", "data-status": found.status },
      sign(found.status), found.status);
    return [
      make("p", {}, badge), ...about(request), ...answers(found.answers).map(requirement),
    ];
  }

  function needs(request) {
    return [
      ...about(request), make("p", {}, "What it needs, whoever sends it:"),
      ...answers(request.needs).map(requirement),
    ];
  }

  function open(row, column) {
    const request = data.requests[column];
    const who = data.principals[row];
    if (!request || (row !== null && !who)) return;
    $("dialog-title").textContent = who ? `${who.name}: ${request.name}` : request.name;
    const parts = who ? explanation(who.cells[column], request) : needs(request);
    $("dialog-body").replaceChildren(...parts);
    if (!$("dialog").open) $("dialog").showModal();
    $("dialog").scrollTop = 0;
    $("dialog-title").focus();
    history.replaceState(null, "", who ? `#${row + 1}.${column + 1}` : `#${column + 1}`);
  }

  function opened() {
    const numbers = location.hash.match(/^#(?:(\d{1,6})\.)?(\d{1,6})$/);
    if (numbers) open(numbers[1] ? numbers[1] - 1 : null, numbers[2] - 1);
  }

  // On paper there is nothing to click: what is shown is explained below the table.

  function print() {
    const parts = [];
    data.principals.forEach((who, row) => {
      if ($("grid").tBodies[0].rows[row].hidden) return;
      who.cells.forEach((found, column) => {
        if (found.status === "granted") return;
        if ($("grid").tBodies[0].rows[row].cells[column + 1].matches("[hidden], .other")) return;
        parts.push(make("h2", {}, `${who.name}: ${data.requests[column].name}`));
        parts.push(...answers(found.answers)
          .filter((one) => one.status !== "granted").map(requirement));
      });
    });
    $("printed").replaceChildren(...parts);
  }

  build();
  filter();
  for (const one of Object.values(filters)) one.addEventListener("input", filter);
  $("clear").addEventListener("click", clear);
  $("grid").addEventListener("keydown", move);
  $("grid").addEventListener("focusin", (event) => {
    if (event.target.matches("button")) enter(event.target);
  });
  $("grid").addEventListener("click", (event) => {
    const { row, column } = event.target.closest("button")?.dataset ?? {};
    if (column !== undefined) open(row === undefined ? null : Number(row), Number(column));
  });
  $("close").addEventListener("click", () => $("dialog").close());
  $("dialog").addEventListener("click", (event) => {
    if (event.target === $("dialog")) $("dialog").close();
  });
  $("dialog").addEventListener("close", () => {
    history.replaceState(null, "", location.pathname + location.search);
  });
  window.addEventListener("hashchange", opened);
  window.addEventListener("beforeprint", print);
  window.addEventListener("afterprint", () => $("printed").replaceChildren());
  opened();
})();
