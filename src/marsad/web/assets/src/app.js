// What every page loads. Pages work without it.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

// A number in the tree and its place in the text light up together.
function pair(element) {
  const number = element.closest("a.number");
  if (number) return [number, document.querySelector(number.hash)];
  const link = element.closest("mark a");
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
