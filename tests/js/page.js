// A page that has an address and nothing else: enough for every module to load.

Object.assign(globalThis, {
  addEventListener: () => {},
  document: { documentElement: { dataset: {} }, body: {}, querySelector: () => null },
  getComputedStyle: () => ({ getPropertyValue: (name) => (name === "--st-background-color" ? "#000000" : "") }),
  history: { pushState: () => {}, replaceState: () => {} },
  location: new URL("http://localhost/"),
  requestAnimationFrame: () => 0,
});
