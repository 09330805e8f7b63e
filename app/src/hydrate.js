{
  // Not a module: those wait for the whole page, this can begin to fetch at once.
  const parsed = new Promise((done) => addEventListener("DOMContentLoaded", done));
  const ready = import("JS_FILE").then(async (wasm) => {
    await wasm.default({ module_or_path: "WASM_FILE" });
    await parsed;
    wasm.hydrate();
    return wasm;
  });
  globalThis.postForm = async (path, fields) => {
    const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams(Object.entries(JSON.parse(fields)).filter(([, value]) => value !== null));
    const answer = await fetch(path, { method: "POST", headers, body });
    return (answer.ok ? "+" : "-") + (await answer.text());
  };
  globalThis.hydrateIslands = async (root) => {
    const wasm = await ready;
    for (const island of root.querySelectorAll("leptos-island")) {
      if (island.hydrated || !island.isConnected) continue;
      island.hydrated = true;
      wasm[island.dataset.component]?.(island);
    }
  };
  const hydrated = hydrateIslands(document).catch((error) => console.warn("The page works without its script:", error));
  // What can be bought with comes before what is only comfortable.
  hydrated.then(() => import("/navigate.js"));
}
