/* The desk: rows and keys, the pane, what is new, and the live stream.
 *
 * 1. The stream only says that something happened. Rows and the "3 new" bar come from the server,
 *    which applies the filters of the page: nothing jumps, and a row is updated in place.
 * 2. After a failure the stream is opened again, after a pause that doubles up to 30 s; the page says
 *    since when it is not live. An ended token ends the attempts.
 * 3. What a person does elsewhere (another window, another machine) comes through the stream as a
 *    reaction: its row and its pane are updated in place, unless the reader is typing there.
 */
"use strict";

(() => {
  const SHORTEST_PAUSE_MS = 1000;
  const LONGEST_PAUSE_MS = 30000;
  const GATHER_MS = 300;
  const SLOW_MS = 250;
  const WIDE = matchMedia("(width >= 1180px)");

  const rows = find("#rows");
  const live = find("#live");
  const fresh = find("#fresh");
  const title = document.title;

  /* Rows */
  const rowOf = (id) => document.getElementById("row-" + id);
  const links = () => findAll(".row .open", rows);
  const currentLink = () => find(".row .open[aria-current]", rows);

  function choose(link) {
    const before = currentLink();
    if (before) before.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest" });
    if (WIDE.matches) openInPane(link);
  }

  function openInPane(link) {
    const address = new URL(location.href);
    address.searchParams.set("open", link.closest(".row").dataset.id);
    history.replaceState(null, "", address);
    fill("#detail", link.getAttribute("href"), "innerHTML").then(() => { find("#detail").scrollTop = 0; });
  }

  /* Swap in a part of a page; of several requests for one place, the last one counts. */
  const requests = new Map();

  async function fill(target, address, swapStyle) {
    if (requests.has(target)) requests.get(target).abort();
    const request = new AbortController();
    requests.set(target, request);
    const place = find(target);
    const slow = setTimeout(() => place && place.setAttribute("aria-busy", "true"), SLOW_MS);
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: request.signal });
      if (answer.status === 401) return showLoggedOut();
      if (answer.ok && find(target)) htmx.swap(target, await answer.text(), { swapStyle });
      else if (answer.status >= 500) unanswered(target);
    } catch (error) {
      if (error.name !== "AbortError") unanswered(target); // else replaced by a later request
    } finally {
      clearTimeout(slow);
      if (place && requests.get(target) === request) place.removeAttribute("aria-busy");
      if (requests.get(target) === request) requests.delete(target);
    }
  }

  /* What the reader asked for is missed; of rows and news, the stream says since when they stand still. */
  function unanswered(target) {
    if (target === "#detail") toast(find("#offline").dataset.away);
  }

  function move(step) {
    const all = links();
    const at = all.indexOf(currentLink());
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    if (next) choose(next);
  }

  rows.addEventListener("click", (event) => {
    const link = event.target.closest(".row .open");
    if (!link || !WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    choose(link);
  });

  async function refreshRow(id) {
    const row = rowOf(id);
    if (!row) return;
    const wasFocused = row.contains(document.activeElement);
    const wasCurrent = Boolean(find("[aria-current]", row));
    await fill("#row-" + CSS.escape(id), "/alerts/" + encodeURIComponent(id) + "/row", "outerHTML");
    const link = rowOf(id) && find(".open", rowOf(id));
    if (link && wasCurrent) link.setAttribute("aria-current", "true");
    if (link && wasFocused) link.focus({ preventScroll: true });
  }

  document.body.addEventListener("alert-changed", () => {
    const alert = find("#alert");
    if (!alert) return;
    refreshRow(alert.dataset.id);
  });

  function react(id) {
    refreshRow(id);
    const alert = find("#alert");
    if (!alert || alert.dataset.id !== id || find("input:focus, textarea:focus, details[open] :focus", alert)) return;
    const key = find(":focus[data-key]", alert)?.dataset.key;
    fill("#detail", "/alerts/" + encodeURIComponent(id), "innerHTML").then(() => {
      if (key) find(`#alert [data-key="${key}"]`)?.focus({ preventScroll: true });
    });
  }

  window.desk = {
    key(key) {
      if (key === "j") move(1);
      else if (key === "k") move(-1);
      else if (key === "o" && currentLink()) location.assign(currentLink().getAttribute("href"));
      else if (key === "n" && find(".fresh", fresh)) find(".fresh", fresh).click();
      else return false;
      return true;
    },
  };

  /* What is new */
  let gathering = 0;
  const changed = new Set();

  async function gather() {
    gathering = 0;
    for (const id of [...changed].filter(rowOf)) refreshRow(id);
    changed.clear();
    const query = fresh.dataset.query ? "&" + fresh.dataset.query : "";
    await fill("#fresh", "/alerts/fresh?after=" + fresh.dataset.newest + query, "innerHTML");
    const bar = find(".fresh", fresh);
    document.title = bar ? "(" + bar.dataset.fresh + ") " + title : title;
    if (bar && document.hidden) notify(bar.textContent);
  }

  function soon() {
    if (!gathering) gathering = setTimeout(gather, GATHER_MS);
  }

  function notify(text) {
    const wanted = localStorage.getItem("monitor-notify " + (fresh.dataset.query || ""));
    if (wanted && window.Notification && Notification.permission === "granted") new Notification(title, { body: text, tag: "monitor" });
  }

  /* The live stream */
  const stream = { source: null, pause: SHORTEST_PAUSE_MS, lastId: "", reaction: live.dataset.reaction, since: null, wasOpen: false };

  function show(state, text) {
    live.classList.toggle("on", state === "on");
    live.classList.toggle("off", state === "off");
    find("#connection").textContent = text;
  }

  function openStream() {
    const resume = stream.lastId ? "&last_event_id=" + encodeURIComponent(stream.lastId) : "";
    const source = new EventSource(live.dataset.stream + "?reactions=" + stream.reaction + resume);
    stream.source = source;
    source.addEventListener("alert", (event) => {
      stream.lastId = event.lastEventId;
      changed.add(JSON.parse(event.data).subject);
      soon();
    });
    source.addEventListener("reaction", (event) => {
      const reaction = JSON.parse(event.data);
      stream.reaction = reaction.seq;
      react(reaction.alert);
    });
    source.addEventListener("gap", (event) => { stream.lastId = event.lastEventId; soon(); });
    source.addEventListener("open", () => {
      stream.pause = SHORTEST_PAUSE_MS;
      stream.since = null;
      show("on", live.dataset.live);
      soon();
    });
    source.addEventListener("error", () => { source.close(); lost(); });
  }

  async function lost() {
    stream.since ??= new Date();
    const at = stream.since.toLocaleTimeString(document.documentElement.lang);
    show("off", live.dataset.lost + " " + at);
    const pause = stream.pause * (0.8 + 0.4 * Math.random());
    stream.pause = Math.min(2 * stream.pause, LONGEST_PAUSE_MS);
    if (await hasEnded()) showLoggedOut(); else setTimeout(openStream, pause);
  }

  async function hasEnded() {
    try {
      const answer = await fetch("/api/v1/alerts?limit=1", { headers: { Accept: "application/json" } });
      return answer.status === 401;
    } catch {
      return false;
    }
  }

  openStream();
  addEventListener("pagehide", () => stream.source && stream.source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) openStream(); });
})();
