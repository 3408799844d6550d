// Runs in each page and frame before anything else, and tells of whatever else runs there.
(() => {
  const { tell } = window;
  for (const name of ["alert", "confirm", "prompt", "print"]) {
    window[name] = () => { tell("ran", window.name); };
  }
  addEventListener("securitypolicyviolation", (event) => { tell("stopped", event.effectiveDirective); });

  const EVENTS = ["click", "dblclick", "mousedown", "mouseover", "mouseenter", "mousemove", "pointerover", "wheel",
    "focus", "focusin", "blur", "input", "change", "keydown", "keypress", "keyup", "error", "load", "toggle",
    "animationstart", "animationend", "transitionend", "copy", "cut", "paste", "drag", "drop", "scroll"];
  const LEADING = ["http:", "https:", "mailto:", ":"];
  const OURS = "javascript:(function(){"; // the bookmarklet

  // What no text may hold, as this browser has read it. Styles are set by the site's own scripts, too.
  const judge = (element) => {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "srcdoc") {
        tell("fault", `${name}=${value.slice(0, 80)} on ${element.localName}`);
      }
    }
    const { protocol } = element;
    if (typeof protocol === "string" && element.hasAttribute("href") && !LEADING.includes(protocol)
      && !(element.localName === "a" && element.getAttribute("href").startsWith(OURS))) {
      tell("fault", element.outerHTML.slice(0, 120));
    }
  };

  // Each event on each element; what leads to a script is followed.
  window.poke = () => {
    for (const element of document.querySelectorAll("*")) {
      judge(element);
      for (const name of EVENTS) {
        element.dispatchEvent(new Event(name, { cancelable: true }));
      }
      if (element.protocol === "javascript:" && !element.getAttribute("href").startsWith(OURS)) {
        element.click();
      }
    }
  };
  if (window !== window.top) {
    addEventListener("load", () => { setTimeout(window.poke, 50); });
  }
})();
