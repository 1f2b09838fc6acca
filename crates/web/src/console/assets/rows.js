// Comforts of lists; every page works without them. Keys go from row to row, ticks are counted,
// and both outlive what the page follows.
"use strict";

const ticks = new Set();
let focused = null;

const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];
const linkOf = (row) => row.querySelector("th a");
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
  "?": () => document.querySelector("dialog.keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) keys["?"]();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-rows] tbody tr");
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
