// The page without this script is whole: it only filters, copies, opens, and makes cells reachable by arrow keys.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  root.classList.add("js");

  // The theme: the system's until somebody chooses another one.
  const theme = byId("theme");
  const isDark = () =>
    (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const choose = (name) => {
    if (name === "dark" || name === "light") root.dataset.theme = name;
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours");
  };
  // A browser may forbid pages in files to remember anything.
  const remembered = (name) => {
    try {
      if (name) localStorage.setItem("batchspec-theme", name);
      return localStorage.getItem("batchspec-theme");
    } catch {
      return name;
    }
  };
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const name = isDark() ? "light" : "dark";
    remembered(name);
    choose(name);
  });
  choose(remembered());

  // The filter: cells fade, rows and findings go.
  const form = byId("filter");
  const cells = all(".cell");
  const rows = all("tr.clause");
  const findings = all("details.finding");
  const texts = new Map([...cells, ...rows, ...findings].map((one) => [one, one.textContent.toLowerCase()]));
  let wasFiltered = false;
  const filter = () => {
    const wanted = new FormData(form);
    const states = wanted.getAll("state");
    const words = wanted.get("search").toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (one) =>
      (states.length === 0 || states.includes(one.dataset.state)) &&
      ["level", "area", "suite"].every((name) => !wanted.get(name) || wanted.get(name) === one.dataset[name]) &&
      words.every((word) => texts.get(one).includes(word));
    const isFiltered = states.length > 0 || words.length > 0 || ["level", "area", "suite"].some((n) => wanted.get(n));
    cells.forEach((cell) => cell.classList.toggle("out", !fits(cell)));
    rows.forEach((row) => { row.hidden = !fits(row); });
    findings.forEach((finding) => { finding.hidden = !fits(finding); });
    const shown = (list) => list.filter((one) => !one.hidden).length;
    // What somebody opened by hand stays open.
    if (isFiltered || wasFiltered) {
      all("details.clauses").forEach((list) => { list.open = isFiltered && shown(all("tr.clause", list)) > 0; });
    }
    wasFiltered = isFiltered;
    const none = byId("no-finding");
    if (none) none.hidden = shown(all("#findings details.finding")) > 0;
    const told = `${shown(rows)} of ${rows.length} clauses, ${shown(findings)} of ${findings.length} findings`;
    byId("shown").textContent = isFiltered ? told : "";
  };
  all("input", form).forEach((input) => { input.disabled = false; });
  form.querySelector(".fields").hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  // Browsers keep what was filled in when a page is loaded again.
  addEventListener("pageshow", filter);

  // Whatever an address names is opened.
  const reveal = () => {
    const named = byId(location.hash.slice(1));
    if (!named) return;
    named.hidden = false;
    for (let one = named; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    named.scrollIntoView();
    const focused = named.querySelector(":scope > summary") || named;
    if (focused === named) named.tabIndex = -1;
    focused.focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  all("a[href^='#']").forEach((link) =>
    link.addEventListener("click", () => { if (link.hash === location.hash) reveal(); }));
  addEventListener("load", reveal);
  const expand = byId("expand");
  if (expand) {
    expand.hidden = false;
    expand.addEventListener("click", () => {
      const isClosed = findings.some((finding) => !finding.hidden && !finding.open);
      findings.forEach((finding) => { finding.open = isClosed; });
      expand.textContent = isClosed ? "Close all" : "Open all";
    });
  }
  addEventListener("beforeprint", () => findings.forEach((finding) => { finding.open = true; }));

  // One stop of the tab key a map; arrow keys go from cell to cell.
  all(".map").forEach((map) => {
    const own = all(".cell", map);
    const enter = (cell) => own.forEach((one) => { one.tabIndex = one === cell ? 0 : -1; });
    const vertical = (from, sign) => {
      const here = from.getBoundingClientRect();
      const away = (one) => (one.getBoundingClientRect().top - here.top) * sign;
      const aside = (one) => Math.abs(one.getBoundingClientRect().left - here.left);
      return own.filter((one) => away(one) > 4)
        .sort((a, b) => (Math.abs(away(a) - away(b)) > 4 ? away(a) - away(b) : aside(a) - aside(b)))[0];
    };
    if (own.length > 0) enter(own[0]);
    map.addEventListener("focusin", (event) => { if (own.includes(event.target)) enter(event.target); });
    map.addEventListener("keydown", (event) => {
      const at = own.indexOf(event.target);
      const to = {
        ArrowLeft: () => own[at - 1],
        ArrowRight: () => own[at + 1],
        ArrowUp: () => vertical(own[at], -1),
        ArrowDown: () => vertical(own[at], 1),
        Home: () => own[0],
        End: () => own[own.length - 1],
      }[event.key];
      if (at < 0 || !to || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const cell = to();
      if (cell) cell.focus();
    });
  });

  // Commands are copied whole.
  all(".command pre").forEach((block) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    const done = () => {
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    };
    const select = () => {
      getSelection().selectAllChildren(block);
      if (document.execCommand("copy")) done();
    };
    button.addEventListener("click", () => {
      if (navigator.clipboard) navigator.clipboard.writeText(block.textContent).then(done, select);
      else select();
    });
    button.setAttribute("aria-live", "polite");
    block.parentElement.querySelector("h4").after(button);
  });
})();
