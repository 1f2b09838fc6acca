// Comforts of lists and forms; every page works without them. Keys go from row to row and to what
// names a key, ticks are counted, and both outlive what the page follows.
"use strict";

const ticks = new Set();
let focused = null;

const ROW = "[data-rows] tbody tr, ul[data-rows] > li, [data-rows] > details";
const rows = () => [...document.querySelectorAll(ROW)];
const linkOf = (row) => row.querySelector("th a, a.cover, summary");
const boxes = () => [...document.querySelectorAll("[data-rows] tbody input[type=checkbox]")];

function count() {
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  for (const place of document.querySelectorAll("[data-ticked]")) place.textContent = ticked;
  for (const bar of document.querySelectorAll(".bulk")) bar.classList.toggle("idle", ticked === 0);
  for (const box of document.querySelectorAll("[data-tick-all]")) {
    box.checked = ticked > 0 && ticked === all.length;
    box.indeterminate = ticked > 0 && ticked < all.length;
  }
}

function remember(box) {
  if (box.checked) ticks.add(box.value);
  else ticks.delete(box.value);
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("[data-tick-all]")) {
    for (const other of boxes()) {
      other.checked = box.checked;
      remember(other);
    }
  } else if (boxes().includes(box)) {
    remember(box);
  } else return;
  count();
});

function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const to = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!to) return;
  linkOf(to)?.focus();
  to.scrollIntoView({ block: "nearest" });
}

function tick() {
  const row = document.activeElement.closest("[data-rows] tbody tr");
  const box = row && row.querySelector("input[type=checkbox]");
  if (box) box.click();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: tick,
  "/": () => document.querySelector("input[type=search]")?.focus(),
  e: () => (troubled() ?? firstField())?.focus(),
  "?": () => document.querySelector("dialog.keys")?.showModal(),
};

// The first field that is wrong, or the first choice of what may be meant.
function troubled() {
  return document.querySelector("form.review [aria-invalid=true], form.review .choices button");
}

function firstField() {
  return document.querySelector("form.review details[open] input:not([type=hidden]), form.review input:not([type=hidden])");
}

// What names a key is pressed where that does nothing but show; else it is only gone to.
function reach_for(key) {
  const to = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!to) return false;
  to.focus();
  if (to.matches("a, [data-press]")) to.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
  if (event.key === "Escape" && event.target.closest("form.review, form.decide")) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (keys[event.key]) keys[event.key]();
  else if (!reach_for(event.key)) return;
  event.preventDefault();
});

// After a look, the next thing to do has the focus: what is wrong, or the button that accepts.
if (document.querySelector("form.review[data-typed]")) {
  (troubled() ?? document.querySelector("form.review [data-key=a]"))?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) keys["?"]();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest(ROW);
  focused = row && linkOf(row)?.getAttribute("href");
});

// What was ticked and looked at stays so when the page has followed.
function restore() {
  for (const box of boxes()) box.checked = ticks.has(box.value) || box.checked;
  const lost = focused && document.activeElement === document.body;
  const row = lost && rows().find((row) => linkOf(row)?.getAttribute("href") === focused);
  if (row) linkOf(row).focus({ preventScroll: true });
  count();
}

new MutationObserver(restore).observe(document.body, { childList: true });
for (const box of boxes()) remember(box);
count();
