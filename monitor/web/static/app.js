/* Every page: the reader's zone, ages that stay true, keys, help, messages, chosen forms.
 *
 * Text is set as text, never as HTML; htmx swaps in only what this server rendered.
 */
"use strict";

const AGE_EVERY_MS = 30000;
const TOAST_MS = 6000;
const CHORD_MS = 1500;

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

/* The service worker begins a slow page with a placeholder, which follows version, language, colours */
find("#placeholder")?.remove();
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/worker.js").catch(() => {}); // a browser may forbid it; pages work without
  const { lang, dataset } = document.documentElement;
  const look = [lang, dataset.theme, document.currentScript.src, find("link[rel=stylesheet]").href].join(" ");
  if (navigator.serviceWorker.controller && localStorage.getItem("monitor-look") !== look) {
    navigator.serviceWorker.controller.postMessage("refresh");
    localStorage.setItem("monitor-look", look);
  }
}

/* The zone in which the server writes times */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
document.cookie = "monitor_zone=" + encodeURIComponent(zone) + ";path=/;max-age=31536000;samesite=lax";

/* Ages */
const STEPS = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [Infinity, "day", 86400]];

function ageOf(at) {
  const seconds = Math.max(0, (Date.now() - new Date(at)) / 1000);
  const [, unit, size] = STEPS.find(([limit]) => seconds < limit);
  const format = { style: "unit", unit, unitDisplay: "short" };
  return new Intl.NumberFormat(document.documentElement.lang, format).format(Math.floor(seconds / size));
}

/* In Arabic "ago" changes the ending of a dual: data-age has both endings */
function refreshAges() {
  for (const time of findAll("time[data-age]")) {
    const age = ageOf(time.dateTime);
    const [ending, oblique] = time.dataset.age.split(" ");
    const isDual = ending && !age.includes(" ") && age.endsWith(ending);
    time.textContent = isDual ? age.slice(0, -ending.length) + oblique : age;
  }
}

/* Messages */
function toast(text) {
  const box = document.createElement("p");
  box.className = "toast";
  box.textContent = text;
  find("#toasts").append(box);
  setTimeout(() => box.remove(), TOAST_MS);
}

/* What was typed stays on the page: the reader decides when to log in again. */
function showLoggedOut() {
  const notice = find("#offline");
  const link = document.createElement("a");
  link.href = "/login?next=" + encodeURIComponent(location.pathname + location.search);
  link.textContent = notice.dataset.login;
  notice.replaceChildren(notice.dataset.ended + " ", link);
  notice.hidden = false;
}

document.addEventListener("htmx:responseError", (event) => {
  const request = event.detail.xhr;
  if (request.status === 401) showLoggedOut();
  else toast(request.responseText.slice(0, 300));
});
document.addEventListener("htmx:sendError", () => toast(find("#offline").dataset.away));

/* Selects and buttons that act by themselves; a file is read into its field, so that it is seen */
document.addEventListener("change", async (event) => {
  const into = event.target.dataset.into;
  if (into && event.target.files.length) event.target.form.elements[into].value = await event.target.files[0].text();
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
}, true);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) find("#help").showModal();
  for (const open of findAll("details.me[open]")) if (!open.contains(event.target)) open.open = false;
});

/* Keys */
let chordUntil = 0;

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(radio|checkbox|button|submit)$/.test(target.type);
}

function press(key) {
  const control = find(`[data-key="${key}"]`);
  if (!control) return false;
  control.focus();
  control.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
  if (isTyping(event.target) || find("dialog[open]")) return;
  if (Date.now() < chordUntil) {
    chordUntil = 0;
    const link = find(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) link.click();
    event.preventDefault();
    return;
  }
  const handled = handleKey(event.key);
  if (handled) event.preventDefault();
});

function handleKey(key) {
  if (key === "g") { chordUntil = Date.now() + CHORD_MS; return true; }
  if (key === "?") { find("#help").showModal(); return true; }
  if (key === "/") {
    const field = find("[data-find]");
    if (field) field.focus(); else location.assign("/search");
    return true;
  }
  if (window.desk && window.desk.key(key)) return true;
  if (/^[asw]$/.test(key)) return press(key);
  return false;
}

setInterval(refreshAges, AGE_EVERY_MS);
document.addEventListener("htmx:afterSettle", refreshAges);
