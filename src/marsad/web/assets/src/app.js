// What every page loads. Pages work without it.

// Only a page that asks again by itself needs htmx; the first page stays light.
if (document.querySelector("[hx-get]")) {
  await import("htmx.org"); // its settings stand in the page's head
}

// A number in the tree and its place in the text light up together.
function pair(element) {
  const number = element.closest?.("a.number");
  if (number) return [number, document.querySelector(number.hash)];
  const link = element.closest?.("mark a");
  if (link) return [link.parentElement, document.querySelector(`${link.hash} > a.number`)];
  return [];
}
for (const [name, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
  document.addEventListener(name, (event) => {
    for (const element of pair(event.target)) {
      element?.classList.toggle("lit", on);
      if (on && element?.matches("mark")) element.scrollIntoView({ block: "nearest" });
    }
  });
}

// Keys of the queue: j next, k back, Enter open, a accept, r reject (which asks for its reason). On one incident a and r.
function items() {
  return [...document.querySelectorAll(".queue > [data-open]")];
}
function current() {
  return document.activeElement?.closest(".queue > [data-open]");
}
function step(by) {
  const all = items(), at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  next?.focus();
  return Boolean(next);
}
function decide(key) {
  const scope = current() ?? document.querySelector("form[data-keys]");
  const button = scope?.querySelector(`button[data-key="${key}"]`);
  if (!button) return false;
  const reason = button.form.elements.reason;
  if (key === "r" && reason && !reason.value.trim()) reason.focus();
  else button.click();
  return true;
}
const KEYS = {
  j: () => step(1), k: () => step(-1), a: () => decide("a"), r: () => decide("r"),
  Enter: () => { const item = current(); if (item !== document.activeElement) return false; location.href = item.dataset.open; return true; },
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest?.("input, select, textarea");
  if (typing) {
    if (event.key === "Escape") (typing.closest("[data-open]") ?? typing).focus();
    return;
  }
  if (Object.hasOwn(KEYS, event.key) && KEYS[event.key]()) event.preventDefault();
});
// In a field of the queue, Enter sends what r asked the reason for.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.(".queue input[name=reason], form[data-keys] input[name=reason]");
  if (!field || event.key !== "Enter") return;
  event.preventDefault();
  if (field.value.trim()) field.form.querySelector('button[data-key="r"]').click();
});
if (document.querySelector(".queue") && !location.hash) items()[0]?.focus({ preventScroll: true });
