// The student's page comes alive: it is told of each step, votes without a reload, and lets a
// finger, or the arrow keys, point on the map. Without this script its forms and links do the same.
(() => {
  "use strict";
  const { body } = document;
  const { at, language, lost } = body.dataset;
  const sheet = document.getElementById("sheet");
  const said = document.getElementById("said");
  let version = Number(body.dataset.version);
  let failures = 0;
  let newest = 0; // of the votes that were sent: an older one is not sent again

  const say = (text, alert = false) => {
    said.textContent = text;
    said.className = alert ? "alert" : "";
  };
  const later = (seconds) => new Promise((resolve) => { setTimeout(resolve, 1000 * seconds); });

  // What is on the wall, as soon as it differs from what is shown. After a failure all pages of a
  // hall would come back at once, so each waits a while of its own.
  async function follow() {
    while (version >= 0) {
      try {
        const answer = await fetch(`${at}/now?seen=${version}&lang=${language}`, { headers: { accept: "application/json" } });
        if (answer.status === 429 || answer.status >= 500) throw new Error(answer.status);
        const news = await answer.json();
        if (failures) say("");
        failures = 0;
        if (!answer.ok || news.version < 0) {
          version = -1;
          sheet.textContent = "";
          say(news.said, true);
          return;
        }
        if (news.version !== version) show(news);
      } catch {
        failures += 1;
        if (failures > 1) say(lost, true);
        await later(Math.min(20, 2 ** failures) * (0.5 + Math.random()));
      }
      await later(0.4 * Math.random());
    }
  }

  function show(news) {
    version = news.version;
    body.dataset.version = version;
    sheet.innerHTML = news.html;
    say("");
    enliven();
    scrollTo(0, 0);
  }

  async function send(form, button, mine = (newest += 1), tries = 1) {
    const given = new FormData(form);
    if (button && button.name) given.set(button.name, button.value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(given), headers: { accept: "application/json" } });
      if (answer.status >= 502) throw new Error(answer.status); // a server before it has nobody to ask
      const told = await answer.json();
      if (mine !== newest) return;
      say(told.said, !answer.ok);
      if (answer.ok) chosen(form, told.mine);
    } catch {
      say(lost, true);
      await later(tries * (0.5 + Math.random()));
      if (mine === newest && tries < 6) send(form, button, mine, tries + 1);
    }
  }

  function chosen(form, mine) {
    for (const button of form.querySelectorAll("button[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.value === mine));
    }
    const done = form.querySelector(".done");
    if (done) done.remove();
    body.dataset.mine = mine;
  }

  sheet.addEventListener("submit", (event) => {
    if (event.target.dataset.plain !== undefined) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  function enliven() {
    const map = sheet.querySelector(".map");
    if (map) pointing(map, map.closest("form"));
  }

  // A tap, or the arrow keys and Enter, move a cross; the two fields hold its place.
  function pointing(map, form) {
    const svg = map.querySelector("svg");
    const { width, height, left, right, bottom, top } = Object.fromEntries(Object.entries(map.dataset).map(([key, value]) => [key, Number(value)]));
    const cross = document.createElementNS(svg.namespaceURI, "path");
    const digits = (value, span) => String(Number(value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(span))))));
    const read = (name) => Number.parseFloat(form.elements[name].value.replace("−", "-"));
    cross.setAttribute("class", "cross");
    svg.append(cross);
    map.tabIndex = 0;
    map.setAttribute("role", "application");

    function draw() {
      const x = (read("x") - left) / (right - left) * width;
      const y = (top - read("y")) / (top - bottom) * height;
      cross.setAttribute("d", Number.isFinite(x + y) ? `M${x - 9} ${y}h18M${x} ${y - 9}v18` : "");
    }
    function move(x, y) {
      const within = (value, low, high) => Math.min(high, Math.max(low, value));
      form.elements.x.value = digits(within(x, left, right), right - left);
      form.elements.y.value = digits(within(y, bottom, top), top - bottom);
      draw();
    }
    map.addEventListener("click", (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      if (point.x < -12 || point.x > width + 12 || point.y < -12 || point.y > height + 12) return;
      move(left + point.x / width * (right - left), top - point.y / height * (top - bottom));
      form.requestSubmit();
    });
    map.addEventListener("keydown", (event) => {
      const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
      const way = ways[event.key];
      if (event.key === "Enter") form.requestSubmit();
      if (!way) return;
      event.preventDefault();
      const size = event.shiftKey ? 0.005 : 0.02;
      const x = Number.isFinite(read("x")) ? read("x") : (left + right) / 2;
      const y = Number.isFinite(read("y")) ? read("y") : (bottom + top) / 2;
      move(x + size * way[0] * (right - left), y + size * way[1] * (top - bottom));
    });
    form.elements.x.addEventListener("input", draw);
    form.elements.y.addEventListener("input", draw);
    draw();
  }

  enliven();
  follow();
})();
