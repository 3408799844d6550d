const load = () => import(document.querySelector("script[data-src]").dataset.src);
addEventListener("load", () => setTimeout(load, 1000));
new PerformanceObserver(load).observe({ type: "paint", buffered: true });
