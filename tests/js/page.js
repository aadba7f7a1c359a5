// A page that has an address and nothing else: enough for every module to load.

Object.assign(globalThis, {
  addEventListener: () => {},
  document: { documentElement: {} },
  getComputedStyle: () => ({ getPropertyValue: () => "" }),
  history: { pushState: () => {}, replaceState: () => {} },
  location: new URL("http://localhost/"),
});
