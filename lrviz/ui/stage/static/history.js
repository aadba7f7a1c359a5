// The address says everything, and changes with every setting that comes to rest. Streamlit
// makes each change a step of the browser's history, so that Back would undo one setting's
// address, which the page at once writes again: one could never leave. Here only another page
// is a step; a setting changes the address in place.

const pushed = history.pushState.bind(history);

history.pushState = (state, title, url) => {
  const here = new URL(url ?? "", location.href).pathname === location.pathname;
  return here ? history.replaceState(state, title, url) : pushed(state, title, url);
};
