// In the frame of a notebook's output: the stage, once it is ready, over the still picture. What all
// outputs share is in one of them: it is looked for on the page around, and waited for.

(async () => {
  const frame = /** @type {HTMLElement | null} */ (window.frameElement);
  const place = frame?.parentElement;
  if (!frame || !place) return; // a notebook that keeps its outputs apart
  const home = /** @type {Window & { lrviz?: Record<string, string> }} */ (window.parent);
  const entry = "lrviz/alone/alone.js";

  /** @type {(sign: string) => Promise<unknown>} */
  const heard = (sign) => new Promise((resolve) => { home.addEventListener(sign, resolve, { once: true }); });

  /** An output may be taken off the page while others still need what it brought.
   *  @type {() => string | undefined} */
  function found() {
    const version = document.documentElement.dataset.version ?? "";
    const known = (home.lrviz ??= {});
    known[version] ??= home.document.querySelector(`script[data-lrviz="${version}"]`)?.textContent ?? "";
    return known[version] || undefined;
  }

  /** @type {() => Promise<string>} */
  async function coming() {
    if (home.document.readyState === "loading") await heard("DOMContentLoaded"); // half of it may stand there
    for (;;) {
      const shared = found();
      if (shared) return shared;
      await heard("lrviz:shared");
    }
  }

  /** @type {(base64: string) => Promise<Record<"plotly" | "modules" | "css", string>>} */
  async function unpacked(base64) {
    const packed = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }

  /** @type {(name: string, text: string, type?: string) => void} */
  function add(name, text, type = "") {
    const element = Object.assign(document.createElement(name), { textContent: text });
    if (type) element.setAttribute("type", type);
    document.head.append(element);
  }

  /** @type {() => Promise<void>} */
  const standing = () => new Promise((resolve) => {
    const look = () => { if (document.querySelector("[data-testid=stage][data-ready=true]")) resolve(); };
    new MutationObserver(look).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
    look();
  });

  /** Resolves once it is in view: a notebook may have many.
   *  @type {() => Promise<void>} */
  const seen = () => new Promise((resolve) => {
    new IntersectionObserver((entries, watcher) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watcher.disconnect();
      resolve();
    }).observe(document.documentElement);
  });

  const shared = await coming();
  home.dispatchEvent(new Event("lrviz:shared"));
  await seen();
  const { plotly, modules, css } = await unpacked(shared);
  add("style", css);
  add("script", modules, "importmap");
  add("script", plotly);
  await (await import(entry)).begin();
  await standing();
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const still = /** @type {HTMLElement} */ (frame.previousElementSibling);
  new ResizeObserver(() => { place.style.height = `${Math.ceil(main.offsetHeight)}px`; }).observe(main);
  Object.assign(frame.style, { opacity: "1", pointerEvents: "auto" });
  still.style.visibility = "hidden";
})();
