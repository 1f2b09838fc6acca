// Two comforts; every page works without them. A field and its place in the document light up
// together, and the page follows what happens.
"use strict";

// How often a page follows at most; and how often it asks where no stream comes through.
const STEP_MS = 2000;
const POLL_MS = 4000;

function light(field, on) {
  for (const part of document.querySelectorAll(`[data-field="${field}"]`)) {
    part.classList.toggle("lit", on);
  }
}

function follow(event, on) {
  const part = event.target.closest("[data-field]");
  if (part) light(part.dataset.field, on);
}

for (const [type, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(type, (event) => follow(event, on));
}

// A field's place scrolls within the document, so that the page stays where it is.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#p"], a[href^="#f"]');
  const mark = event.target.closest(".paper .mark");
  const place = document.getElementById(link ? link.hash.slice(1) : mark ? `f${mark.dataset.field}` : "");
  if (!place) return;
  event.preventDefault();
  const field = place.dataset.field;
  for (const part of document.querySelectorAll(".lit")) part.classList.remove("lit");
  light(field, true);
  for (let open = place.closest("details"); open; open = open.parentElement.closest("details")) {
    open.open = true;
  }
  place.scrollIntoView({ block: "nearest", inline: "nearest" });
});

// While someone fills in a form, reads the evidence or selects text, nothing moves.
function busy() {
  const active = document.activeElement;
  const typing = active && active.closest("form, .evidence, .fields");
  const selecting = String(document.getSelection()).length > 0;
  return Boolean(typing || selecting || document.hidden || document.querySelector(".lit, [data-still], dialog[open]"));
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || busy()) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = [...document.querySelectorAll("details")].map((part) => part.open);
  for (const selector of [".top nav", ".fresh", "main"]) {
    const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (old && now) old.replaceWith(document.adoptNode(now));
  }
  document.querySelectorAll("details").forEach((part, place) => {
    if (place in open) part.open = open[place];
  });
  reach();
}

// What scrolls by itself is a stop of the Tab key, so that the arrow keys can move it.
function reach() {
  for (const box of document.querySelectorAll(".scroll, .source, .chips, .tabs")) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  }
}

reach();

// The server tells what has happened as a stream, while the page is seen; where no stream comes
// through, it is asked.
let stream = null;
let latest = null;

function listen() {
  if (stream) stream.close();
  // A page without counts, such as that for signing in, has nothing to follow.
  const follows = !document.hidden && document.querySelector(".fresh[data-seq]");
  stream = follows ? new EventSource("/live/events") : null;
  if (stream) stream.onmessage = (event) => { latest = JSON.parse(event.data).seq; };
}

async function ask(mark) {
  const answer = await fetch("/live").catch(() => null);
  mark.classList.toggle("lost", !(answer && answer.ok));
  if (answer && answer.ok) latest = (await answer.json()).seq;
}

async function step() {
  const mark = document.querySelector(".fresh[data-seq]");
  const streaming = stream && stream.readyState === EventSource.OPEN;
  if (mark && !document.hidden) {
    if (streaming) mark.classList.remove("lost");
    else await ask(mark);
    const behind = mark.dataset.seq && latest !== null && String(latest) !== mark.dataset.seq;
    // What can't be fetched now is tried again at the next step.
    if (behind && !busy()) await refresh().catch(() => mark.classList.add("lost"));
  }
  setTimeout(step, streaming ? STEP_MS : POLL_MS);
}

document.addEventListener("visibilitychange", listen);
listen();
setTimeout(step, STEP_MS);
