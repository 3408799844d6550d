// Each comfort by itself, so that one that fails keeps none of the others away.
await Promise.all([
  import("./preview.js"),
  import("./margin-notes.js"),
  import("./permalinks.js"),
  import("./copy.js"),
  import("./search.js"),
  import("./keys.js"),
]);
document.documentElement.dataset.scripts = "ready";
