/* The dashboard: lists over the API, and the live stream of alerts.
 *
 * 1. Text from articles is set as text, never as HTML; links are followed for http and https only.
 * 2. The live stream is opened again after every failure, with a pause that doubles up to 30 s;
 *    the page says since when it is not live.
 * 3. The state of feeds and of the program is read every 3 s.
 */
"use strict";

const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000;
const REFRESH_MS = 3000;
const PAGE = 50;

const byId = (id) => document.getElementById(id);

const page = { view: "alerts" };

function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text ?? "";
  return node;
}

function button(text, action) {
  const node = element("button", "", text);
  node.type = "button";
  node.addEventListener("click", () => run(action));
  return node;
}

/* A row of a table; on a narrow screen every cell shows its label. */
function row(cells) {
  const line = document.createElement("tr");
  for (const [label, cell] of Object.entries(cells)) {
    const box = document.createElement("td");
    box.dataset.label = label;
    box.append(cell instanceof Node ? cell : String(cell ?? ""));
    line.append(box);
  }
  return line;
}

function emptyNote(text) {
  const note = element("p", "note", text);
  note.id = "empty";
  return note;
}

async function run(action) {
  try {
    await action();
  } catch (error) {
    window.alert(error.message);
  }
}

class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function failureOf(response) {
  const problem = await response.json().catch(() => ({}));
  const message = problem.detail || problem.title || response.statusText;
  return new HttpError(response.status, message);
}

async function read(path, accepted = []) {
  const response = await fetch(path);
  if (!response.ok && !accepted.includes(response.status)) throw await failureOf(response);
  return response.json();
}

async function send(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  const options = { method, headers, body: body && JSON.stringify(body) };
  const response = await fetch(path, options);
  if (!response.ok) throw await failureOf(response);
}

function searchWords() {
  return new FormData(byId("search")).get("q").trim();
}

/* Statements */

function quotation(statement) {
  const quote = element("blockquote", "", "“" + statement.text + "”");
  quote.dir = "auto";
  return quote;
}

function speakerLine(statement) {
  const speaker = statement.speaker;
  const name = speaker ? speaker.name || speaker.text : "unnamed speaker";
  const cue = statement.cue ? " (“" + statement.cue.text + "”)" : "";
  return element("div", "speaker", "— " + name + cue);
}

function link(copy) {
  if (!/^https?:\/\//i.test(copy.url)) return document.createTextNode(copy.title);
  const anchor = element("a", "", copy.title);
  anchor.href = copy.url;
  anchor.rel = "noreferrer noopener";
  return anchor;
}

function related(label, statement) {
  const box = element("div", "related", label);
  box.append(quotation(statement));
  return box;
}

/* Alerts */

function copiesLine(copies) {
  const label = copies.length > 1 ? " copies: " : " article: ";
  const line = element("div", "copies", copies.length + label);
  copies.forEach((copy, index) => {
    line.append(index ? "; " : "", copy.publisher + ", ", link(copy));
  });
  return line;
}

function acknowledgement(alert) {
  const done = alert.acknowledged;
  if (done) {
    const note = done.note ? ": " + done.note : "";
    return element("span", "note", "acknowledged by " + done.who + note);
  }
  return button("Acknowledge", async () => {
    await send("POST", "/api/v1/alerts/" + encodeURIComponent(alert.id) + "/acknowledge", {});
    await loadAlerts();
  });
}

function silenceButton(alert) {
  return button("Silence for 2 h", async () => {
    const matchers = { rule: [alert.rule] };
    if (alert.actor) matchers.actor = [alert.actor];
    const comment = "from the dashboard";
    await send("POST", "/api/v1/silences", { matchers, duration: "2h", comment });
    window.alert(alert.rule_name + " sends no notifications for two hours; see Delivery.");
  });
}

function alertCard(alert) {
  const card = document.createElement("article");
  card.id = alert.id;
  const heading = alert.rule_name + " · " + alert.severity;
  card.append(element("div", "rule " + alert.severity, heading));
  card.append(quotation(alert.statement), speakerLine(alert.statement));
  if (alert.earlier) {
    const day = new Date(alert.earlier.at).toLocaleDateString();
    card.append(related("earlier, on " + day + ":", alert.earlier.statement));
  }
  for (const other of alert.translations || []) {
    card.append(related("in " + other.article.language + ", " + other.article.publisher + ":", other));
  }
  if (alert.why.length) {
    const reasons = alert.why.map((reason) => reason.clause + " is " + reason.value);
    card.append(element("div", "why", "why: " + reasons.join(", ")));
  }
  card.append(copiesLine(alert.copies));
  if (alert.quiet) {
    const reason = alert.hushed_by ? ": " + alert.hushed_by : "";
    card.append(element("div", "note", "no notification was sent" + reason));
  }
  const actions = element("div", "actions", "");
  actions.append(acknowledgement(alert), silenceButton(alert));
  card.append(actions);
  return card;
}

function showFirst(alert) {
  byId("empty")?.remove();
  byId(alert.id)?.remove();
  byId("alerts").prepend(alertCard(alert));
}

async function loadAlerts() {
  const words = searchWords();
  const path = "/api/v1/alerts?limit=" + PAGE + "&q=" + encodeURIComponent(words);
  const cards = (await read(path)).items.map(alertCard);
  const note = words ? "No alert contains these words." : "No alert yet.";
  byId("alerts").replaceChildren(...(cards.length ? cards : [emptyNote(note)]));
}

/* The other views */

function statementCard(statement) {
  const card = document.createElement("article");
  const labels = [statement.kind, ...statement.acts, ...statement.themes];
  card.append(element("div", "rule", labels.join(" · ")));
  card.append(quotation(statement), speakerLine(statement));
  const article = statement.article;
  const source = element("div", "copies", article.publisher + ", ");
  source.append(link(article));
  card.append(source);
  return card;
}

async function loadStatements() {
  const path = "/api/v1/statements?limit=" + PAGE + "&q=" + encodeURIComponent(searchWords());
  const cards = (await read(path)).items.map(statementCard);
  const content = cards.length ? cards : [emptyNote("No statement contains these words.")];
  byId("statements").replaceChildren(...content);
}

function feedRow(feed) {
  const due = feed.next_due_at ? new Date(feed.next_due_at).toLocaleTimeString() : "";
  const detail = feed.error_detail ? ": " + feed.error_detail : "";
  const state = feed.error ? feed.error + detail : "ok";
  return row({
    "Feed": feed.name,
    "Publisher": feed.publisher,
    "Articles": feed.articles,
    "Next poll": due,
    "State": state,
  });
}

async function loadFeeds() {
  const feeds = (await read("/api/v1/feeds")).items;
  const failing = feeds.filter((feed) => feed.error).length;
  byId("feed-count").textContent = feeds.length + " feeds, " + failing + " failing";
  byId("feed-rows").replaceChildren(...feeds.map(feedRow));
}

function subscriptionState(subscription) {
  if (subscription.paused) return "switched off: " + subscription.paused;
  if (subscription.failures) return "failing, " + subscription.failures + " attempts in a row";
  return "ok";
}

function subscriptionActions(subscription) {
  const path = "/api/v1/subscriptions/" + encodeURIComponent(subscription.id);
  const box = element("div", "actions", "");
  box.append(button("Test", async () => {
    await send("POST", path + "/test");
    window.setTimeout(() => run(loadDelivery), 1500);
  }));
  if (subscription.paused) {
    box.append(button("Switch on", async () => {
      await send("POST", path + "/resume");
      await loadDelivery();
    }));
  }
  return box;
}

function subscriptionRow(subscription) {
  return row({
    "Subscription": subscription.id,
    "Channel": subscription.channel.type,
    "Owner": subscription.owner || subscription.source,
    "Delivered": subscription.delivered,
    "Pending": subscription.waiting,
    "State": subscriptionState(subscription),
    "": subscriptionActions(subscription),
  });
}

function silenceRow(silence) {
  const matchers = Object.entries(silence.matchers)
    .map(([name, values]) => name + " is " + values.join(" or "));
  const actions = element("div", "actions", "");
  actions.append(button("End", async () => {
    await send("DELETE", "/api/v1/silences/" + encodeURIComponent(silence.id));
    await loadDelivery();
  }));
  return row({
    "Silence": matchers.join(", "),
    "By": silence.who,
    "Comment": silence.comment,
    "Until": new Date(silence.expires_at).toLocaleString(),
    "": actions,
  });
}

async function loadDelivery() {
  const subscriptions = (await read("/api/v1/subscriptions")).items;
  byId("subscription-rows").replaceChildren(...subscriptions.map(subscriptionRow));
  const silences = (await read("/api/v1/silences")).items.filter((silence) => silence.in_force);
  byId("silence-rows").replaceChildren(...silences.map(silenceRow));
}

/* Views */

const loaders = {
  alerts: loadAlerts, statements: loadStatements, feeds: loadFeeds, delivery: loadDelivery,
};
const searchable = ["alerts", "statements"];

function openView(name) {
  page.view = name;
  for (const other of document.querySelectorAll("nav button")) {
    other.setAttribute("aria-current", String(other.dataset.view === name));
  }
  for (const id of Object.keys(loaders)) byId(id).hidden = id !== name;
  byId("search").hidden = !searchable.includes(name);
  run(loaders[name]);
}

/* State of the program */

async function refresh() {
  try {
    await loadFeeds();
    const health = await read("/readyz", [503]);
    showProblems(health.problems);
  } catch (error) {
    if (error.status === 401) showLoggedOut();
    else showProblems(["The monitor does not answer: " + error.message]);
  }
}

function showProblems(problems) {
  byId("problem").hidden = !problems.length;
  byId("problem").textContent = problems.join("\n");
}

function showLoggedOut() {
  const anchor = element("a", "", "Log in again.");
  anchor.href = "/login";
  byId("problem").hidden = false;
  byId("problem").replaceChildren("The token is revoked or has expired. ", anchor);
}

/* The live stream */

const stream = { source: null, pause: SHORTEST_PAUSE_MS, lastId: "", since: null };

function openStream() {
  const resume = stream.lastId ? "?last_event_id=" + encodeURIComponent(stream.lastId) : "";
  const source = new EventSource("/api/v1/alerts/stream" + resume);
  stream.source = source;
  source.addEventListener("alert", (event) => {
    stream.lastId = event.lastEventId;
    if (!searchWords()) showFirst(JSON.parse(event.data).data);
  });
  source.addEventListener("gap", (event) => {
    stream.lastId = event.lastEventId;
  });
  source.addEventListener("open", () => {
    stream.pause = SHORTEST_PAUSE_MS;
    stream.since = null;
    byId("connection").textContent = "live";
    if (page.view === "alerts") run(loadAlerts);
  });
  source.addEventListener("error", () => {
    source.close();
    stream.since ??= new Date();
    byId("connection").textContent = "not live since " + stream.since.toLocaleTimeString();
    window.setTimeout(openStream, stream.pause);
    stream.pause = Math.min(2 * stream.pause, LONGEST_PAUSE_MS);
  });
}

for (const tab of document.querySelectorAll("nav button")) {
  tab.addEventListener("click", () => openView(tab.dataset.view));
}
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  run(loaders[page.view]);
});
openStream();
refresh();
window.setInterval(refresh, REFRESH_MS);
