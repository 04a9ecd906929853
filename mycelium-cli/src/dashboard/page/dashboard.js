// Draws what /status.json says, once a second. Text goes in as text, never as HTML.
"use strict";

const byId = (id) => document.getElementById(id);
const SVG = byId("topology").namespaceURI;
const PERIOD_MS = 1000;
const ROADS = ["bundle", "unix", "relay"];

function element(name, attributes = {}, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== "") made.textContent = text;
  return made;
}

const count = (n) => (n === null || n === undefined ? "–" : n.toLocaleString("en"));
const rate = (n) => (n === null || n === undefined ? "–" : n.toLocaleString("en", { maximumFractionDigits: n < 100 ? 1 : 0 }));
const bytes = (n) => (n < 1024 ? n + " B" : n < 1048576 ? (n / 1024).toFixed(1) + " KiB" : (n / 1048576).toFixed(1) + " MiB");

function waiting(depth, capacity, isBytes) {
  if (depth === null) return "–";
  const show = isBytes ? bytes : count;
  return marked(show(depth) + " / " + show(capacity), depth > capacity * 0.8);
}

function uptime(ms) {
  if (ms === null) return "–";
  const s = Math.floor(ms / 1000), two = (n) => String(n).padStart(2, "0");
  const clock = two(Math.floor(s / 3600) % 24) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
  return s >= 86400 ? Math.floor(s / 86400) + "d " + clock : clock;
}

// === tables ===

// A column: its head, its kind ("number", "wide" or ""), and what a row has in it: text, or an element.
function table(id, columns, rows) {
  const head = document.createElement("tr");
  for (const [title, kind] of columns) {
    const cell = document.createElement("th");
    cell.textContent = title;
    cell.className = kind;
    head.append(cell);
  }
  const body = rows.map((row) => {
    const line = document.createElement("tr");
    for (const [, kind, of] of columns) {
      const cell = document.createElement("td");
      const content = of(row);
      cell.className = kind;
      cell.append(content);
      line.append(cell);
    }
    return line;
  });
  byId(id).replaceChildren(head, ...body);
}

function marked(text, isBad) {
  const span = document.createElement("span");
  span.textContent = text;
  if (isBad) span.className = "bad";
  return span;
}

function spark(history, kind) {
  const width = 140, height = 22, rates = history || [];
  const svg = element("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
  const known = rates.filter((n) => n !== null);
  if (known.length < 2) return svg;
  const most = Math.max(...known, 1), step = (width - 2) / 119, first = 120 - rates.length;
  const y = (n) => height - 2 - (n / most) * (height - 4);
  let path = "", isDown = false;
  rates.forEach((n, at) => {
    if (n === null) { isDown = false; return; }
    path += `${isDown ? "L" : "M"}${(1 + (first + at) * step).toFixed(1)} ${y(n).toFixed(1)}`;
    isDown = true;
  });
  svg.append(element("title", {}, `the last ${rates.length} s, at most ${rate(most)} per second`));
  svg.append(element("path", { d: path, class: "spark " + kind }));
  return svg;
}

function tables(view) {
  const road = (edge) => edge.road + (edge.beside ? " + " + edge.beside : "");
  table("edges", [
    ["edge", "", (e) => `${e.from} → ${e.to}`],
    ["road", "", road],
    ["per second", "number", (e) => rate(e.rate)],
    ["two minutes", "line", (e) => spark(e.history, e.road)],
    ["sent", "number", (e) => count(e.sent)],
    ["waiting", "number", (e) => waiting(e.depth, e.capacity, e.road !== "bundle")],
    ["lag", "number", (e) => count(e.lag)],
    ["dropped", "number", (e) => marked(count(e.dropped), e.dropped_now > 0)],
  ], view.edges);
  table("actors", [
    ["actor", "", (a) => a.name],
    ["node", "", (a) => a.node],
    ["state", "", (a) => marked(a.state, a.state === "stopped")],
    ["per second", "number", (a) => rate(a.rate)],
    ["two minutes", "line", (a) => spark(a.history, "")],
    ["handled", "number", (a) => count(a.handled)],
    ["waiting", "number", (a) => waiting(a.depth, a.capacity, false)],
    ["failed", "number", (a) => count(a.failed + a.panicked)],
    ["dropped", "number", (a) => marked(count(a.dropped), a.dropped_now > 0)],
  ], view.actors);
  const transport = (key) => (n) => count(n.transport && n.transport[key]);
  table("nodes", [
    ["node", "", (n) => n.name],
    ["state", "", (n) => marked(n.is_up ? "up" : "down: " + n.why, !n.is_up)],
    ["pid", "number", (n) => (n.pid === null ? "–" : String(n.pid))],
    ["uptime", "number", (n) => uptime(n.uptime_ms)],
    ["frames out", "number", transport("frames_sent")],
    ["frames in", "number", transport("frames_received")],
    ["refused", "number", transport("frames_refused")],
    ["unsent", "number", transport("frames_unsent")],
    ["lost", "number", transport("frames_lost")],
    ["encoding avoided, bytes", "number", transport("serialization_avoided_bytes")],
  ], view.nodes);
  byId("relay-section").hidden = view.relays.length === 0;
  table("relays", [
    ["relay", "", (r) => r.domain],
    ["state", "", (r) => marked(r.is_up ? "up" : "down: " + r.why, !r.is_up)],
    ["socket", "wide", (r) => r.socket],
  ], view.relays);
  byId("compared-section").hidden = view.comparisons.length === 0;
  table("compared", [
    ["edge", "", (c) => `${c.from} → ${c.to}`],
    ["came", "number", (c) => count(c.arrived)],
    ["came beside", "number", (c) => count(c.arrived_beside)],
    ["the same", "number", (c) => count(c.matched)],
    ["differ", "number", (c) => marked(count(c.differing), c.differing > 0)],
    ["missing", "number", (c) => marked(count(c.missing), c.missing > 0)],
    ["missing beside", "number", (c) => marked(count(c.missing_beside), c.missing_beside > 0)],
    ["first difference", "wide", (c) => c.first_difference || "–"],
  ], view.comparisons);
}

// === the map ===

const BOX = 220, GAP = 190, ROW = 54, ACTOR = 42, HEAD = 34, PAD = 14;

// In which column each bundle stands: behind all that send to it, as far as there is no circle.
function columns(view) {
  const bundleOf = {};
  for (const bundle of view.bundles) {
    bundleOf[bundle.name] = bundle.name;
    for (const [actor] of bundle.actors) bundleOf[actor] = bundle.name;
  }
  const column = Object.fromEntries(view.bundles.map((bundle) => [bundle.name, 0]));
  const last = view.bundles.length - 1;
  for (let round = 0; round < last; round += 1) {
    for (const edge of view.edges) {
      const [from, to] = [bundleOf[edge.from], bundleOf[edge.to]];
      if (from !== undefined && to !== undefined && from !== to) {
        column[to] = Math.min(last, Math.max(column[to], column[from] + 1));
      }
    }
  }
  // A circle pushes all of its members to the end; columns that stay empty are left out.
  const used = [...new Set(Object.values(column))].sort((one, other) => one - other);
  for (const name of Object.keys(column)) column[name] = used.indexOf(column[name]);
  return column;
}

// Where every bundle and actor stands: { x, y, width, height }.
function layout(view) {
  const column = columns(view), places = {}, tops = [];
  for (const bundle of view.bundles) {
    const at = column[bundle.name], top = tops[at] || PAD;
    const height = HEAD + Math.max(1, bundle.actors.length) * ROW;
    const x = PAD + at * (BOX + GAP);
    places[bundle.name] = { x, y: top, width: BOX, height, isBundle: true };
    bundle.actors.forEach(([actor], index) => {
      places[actor] = { x: x + PAD, y: top + HEAD + index * ROW, width: BOX - 2 * PAD, height: ACTOR };
    });
    tops[at] = top + height + 26;
  }
  const width = PAD * 2 + tops.length * BOX + (tops.length - 1) * GAP;
  // Edges inside of the last column bulge out of it.
  return { places, width: width + 110, height: Math.max(60, ...tops.filter(Boolean)) };
}

function drawEdge(edge, places, between) {
  const [from, to] = [places[edge.from], places[edge.to]];
  if (!from || !to) return [];
  const key = [from.x, from.y, to.x, to.y].join();
  const nth = (between[key] = (between[key] || 0) + 1) - 1;
  const start = { x: from.x + from.width, y: from.y + (from.isBundle ? HEAD / 2 : from.height / 2) };
  const isForward = to.x > from.x + BOX / 2;
  const end = isForward
    ? { x: to.x - 7, y: to.y + to.height / 2 + nth * 8 }
    : { x: to.x + to.width + 7, y: to.y + to.height / 2 + 6 };
  const reach = isForward ? Math.max(50, (end.x - start.x) / 2) : 90 + nth * 14;
  const [one, two] = [start.x + reach, isForward ? end.x - reach : end.x + reach];
  // Nearer to the receiver, where edges of one sender have parted; an arc's outermost point.
  const at = isForward ? 0.62 : 0.5, to1 = 1 - at;
  const on = (p0, p1, p2, p3) => to1 ** 3 * p0 + 3 * to1 ** 2 * at * p1 + 3 * to1 * at ** 2 * p2 + at ** 3 * p3;
  const middle = { x: on(start.x, one, two, end.x), y: on(start.y, start.y, end.y, end.y) };
  const kind = ROADS.includes(edge.road) ? edge.road : "";
  const tip = isForward ? -7 : 7;
  const text = `${edge.road}${edge.beside ? " + " + edge.beside : ""} · ${rate(edge.rate)}/s`;
  return [
    element("path", { d: `M${start.x} ${start.y}C${one} ${start.y} ${two} ${end.y} ${end.x} ${end.y}`, class: "edge " + kind }),
    element("path", { d: `M${end.x - tip} ${end.y}l${tip} -4.5v9z`, class: "head " + kind }),
    element("text", { x: middle.x, y: middle.y - 6, "text-anchor": "middle", class: "label " + kind }, text),
  ];
}

function map(view) {
  const { places, width, height } = layout(view);
  const isUp = Object.fromEntries(view.nodes.map((node) => [node.name, node.is_up]));
  const actors = Object.fromEntries(view.actors.map((actor) => [actor.name, actor]));
  const boxes = [], between = {};
  for (const bundle of view.bundles) {
    const at = places[bundle.name], isOne = bundle.mode === "shared_memory";
    const kind = isOne ? (isUp[bundle.name] ? "" : " down") : " split";
    boxes.push(element("rect", { x: at.x, y: at.y, width: at.width, height: at.height, rx: 8, class: "box" + kind }));
    boxes.push(element("text", { x: at.x + PAD, y: at.y + 20, class: "name" }, bundle.name));
    const mode = isOne ? "one process" : "a process each";
    boxes.push(element("text", { x: at.x + at.width - PAD, y: at.y + 20, class: "small", "text-anchor": "end" }, mode));
    if (bundle.actors.length === 0) {
      boxes.push(element("text", { x: at.x + PAD, y: at.y + HEAD + 24, class: "small" }, "only sends"));
    }
    for (const [name, node] of bundle.actors) {
      const place = places[name], actor = actors[name];
      const isDown = !isUp[node] || (actor && actor.state === "stopped");
      const { x, y } = place;
      boxes.push(element("rect", { x, y, width: place.width, height: place.height, rx: 6, class: "actor" + (isDown ? " down" : "") }));
      boxes.push(element("text", { x: x + 10, y: y + 17, class: "name" }, name));
      const text = actor && isUp[node] ? `${rate(actor.rate)}/s · ${count(actor.depth)} waiting` : "down";
      boxes.push(element("text", { x: x + 10, y: y + 33, class: "small" }, text));
    }
  }
  const edges = view.edges.flatMap((edge) => drawEdge(edge, places, between));
  const lines = edges.filter((part) => part.nodeName !== "text"), labels = edges.filter((part) => part.nodeName === "text");
  const svg = byId("topology");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", width);
  svg.replaceChildren(...boxes, ...lines, ...labels);
}

// === once a second ===

function say(text, kind) {
  byId("state").textContent = text;
  byId("state").className = kind;
}

function show(view) {
  byId("file").textContent = view.file;
  const age = Math.max(0, Math.round((Date.now() - view.unix_ms) / 1000));
  const stale = age > 5 ? `, seen ${age} s ago` : "";
  const state = view.is_healthy ? "healthy" : view.problems.length === 1 ? "1 problem" : `${view.problems.length} problems`;
  say(state + stale, view.is_healthy && !stale ? "good" : "bad");
  byId("problems").replaceChildren(...view.problems.slice(0, 20).map((problem) => {
    const line = document.createElement("li");
    line.textContent = problem;
    return line;
  }));
  map(view);
  tables(view);
}

async function look() {
  try {
    const answer = await fetch("/status.json", { cache: "no-store" });
    if (!answer.ok) throw new Error(`the dashboard answered ${answer.status}`);
    show(await answer.json());
  } catch (error) {
    say(`no answer: ${error.message}; is \`mycelium dashboard\` still running?`, "bad");
  }
  setTimeout(look, PERIOD_MS);
}

look();
