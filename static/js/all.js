// The comforts come when the page has been painted, so that none of them keeps the reader from the text.
new PerformanceObserver(async (_, observer) => {
  observer.disconnect();
  await Promise.all([
    import("./preview.js"),
    import("./margin-notes.js"),
    import("./permalinks.js"),
    import("./copy.js"),
    import("./search.js"),
    import("./keys.js"),
  ]);
  document.documentElement.dataset.scripts = "ready";
}).observe({ type: "paint", buffered: true });
