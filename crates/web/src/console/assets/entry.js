// What one types into a field is looked for, and what fits is suggested; the form works without it.
"use strict";

const WAIT_MS = 150;
let waiting = null;
let asked = 0;

async function suggest(field) {
  const list = document.getElementById(field.getAttribute("list"));
  const text = field.value.trim();
  const mine = ++asked;
  if (!list || text.length < 2) return;
  const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`).catch(() => null);
  if (!answer || !answer.ok || mine !== asked) return;
  const { found } = await answer.json();
  list.replaceChildren(...found.map(({ code, about }) => {
    const option = document.createElement("option");
    option.value = code;
    option.label = about;
    return option;
  }));
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-suggest]");
  if (!field) return;
  clearTimeout(waiting);
  waiting = setTimeout(suggest, WAIT_MS, field);
});
