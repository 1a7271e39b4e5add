// Makes the desk faster to use; every page works without it.
"use strict";
(() => {
  document.documentElement.classList.add("scripted"); // a filter applies itself, so its button may go
  const queue = document.querySelector("[data-queue]");
  const side = document.querySelector(".side");
  const wide = () => side && getComputedStyle(side).display !== "none";
  const items = () => [...document.querySelectorAll(".item")];
  const current = () => document.querySelector(".item[aria-current]");
  // A key decides only on the statement that is selected, and only while its card can be seen.
  const shown = () => wide() && (!current() || side.querySelector(".card")?.dataset.card === current().dataset.id);
  let undone = null; // the form that takes the last decision back
  let asked = 0; // only the answer to the last question is shown

  async function show(item) {
    if (!item) return;
    current()?.removeAttribute("aria-current");
    item.setAttribute("aria-current", "true");
    item.scrollIntoView({ block: "nearest" });
    if (!wide()) return;
    const mine = ++asked;
    const answer = await fetch(`/statements/${item.dataset.id}/card`, { headers: { "X-Desk": "1" } });
    if (mine !== asked || !answer.ok) return;
    side.innerHTML = await answer.text();
    side.scrollTop = 0;
    const place = new URL(location);
    place.searchParams.set("at", item.dataset.id);
    history.replaceState(null, "", place);
  }

  function step(by) {
    const all = items();
    const at = all.indexOf(current());
    if (at + by >= all.length) document.querySelector('.pager [rel="next"]')?.click();
    else show(all[Math.max(0, at + by)]);
  }

  function offerUndo(form, words) {
    document.querySelector(".undo")?.remove();
    undone = form;
    const bar = document.createElement("div");
    bar.className = "undo";
    bar.setAttribute("role", "status");
    const said = document.createElement("span");
    said.textContent = words;
    const button = document.createElement("button");
    button.textContent = "Undo (z)";
    button.addEventListener("click", undo);
    bar.append(said, button);
    document.querySelector(".left").append(bar);
  }

  async function undo() {
    if (!undone) return;
    const data = new FormData(undone);
    data.set("decision", "reopen");
    const answer = await fetch(undone.action, { method: "POST", body: data, headers: { "X-Desk": "1" } });
    if (answer.ok) location.reload();
  }

  // A decision in the queue: the row goes, the next one comes, and one key takes it back.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!queue || !form.closest(".side") || !form.action.endsWith("/reviews")) return;
    event.preventDefault();
    const item = current();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Desk": "1" } });
    if (!answer.ok) { form.submit(); return; }
    const words = { confirm: "Confirmed.", reject: "Rejected.", unsure: "Left as unsure.", pass: "Passed.", reopen: "Taken back." };
    const next = item?.nextElementSibling || item?.previousElementSibling;
    if (new URLSearchParams(location.search).get("view") === "all") show(item);
    else { item?.remove(); if (next) show(next); else { location.reload(); return; } }
    offerUndo(form, words[new FormData(form).get("decision")] || "Saved.");
  });

  document.addEventListener("click", (event) => {
    const item = event.target.closest(".item");
    if (!item || !wide() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(item);
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest(".filters");
    if (form && event.target.matches("select")) form.requestSubmit();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) { if (event.key === "Escape") event.target.blur(); return; }
    const act = (key) => [...document.querySelectorAll(`[data-key="${key}"]`)].find((one) => !one.closest(".side") || shown());
    if (event.key === "j" && queue) step(1);
    else if (event.key === "k" && queue) step(-1);
    else if (event.key === "/") document.getElementById("search")?.focus();
    else if (event.key === "?") location.href = "/help";
    else if (event.key === "z" && !act("z")) undo();
    else if (act(event.key)) act(event.key).click();
    else if (event.key === "Enter" && queue && current() && event.target === document.body) location.href = current().querySelector("a").href;
    else return;
    event.preventDefault();
  });

  // Files: dropped anywhere on the form, sent with a bar, then followed while they are read.
  const upload = document.querySelector("[data-upload]");
  if (upload) {
    const files = upload.querySelector("[type=file]");
    const box = upload.querySelector("[data-progress]");
    const say = (words, share) => {
      box.hidden = false;
      box.querySelector("[role=status]").textContent = words;
      const bar = box.querySelector("progress");
      if (share === null) bar.removeAttribute("value"); else bar.value = share;
    };
    for (const name of ["dragenter", "dragover"]) upload.addEventListener(name, (event) => { event.preventDefault(); upload.classList.add("over"); });
    for (const name of ["dragleave", "drop"]) upload.addEventListener(name, (event) => { event.preventDefault(); upload.classList.remove("over"); });
    upload.addEventListener("drop", (event) => { files.files = event.dataTransfer.files; if (files.files.length) upload.requestSubmit(); });
    upload.addEventListener("submit", (event) => {
      event.preventDefault();
      const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
      if (size > Number(upload.dataset.limit)) { say("Too large for the desk: add it with the command line.", 0); return; }
      const sent = new XMLHttpRequest();
      const button = upload.querySelector("button");
      button.disabled = true;
      sent.upload.addEventListener("progress", (part) => say(`${Math.round((100 * part.loaded) / part.total)} % sent`, (100 * part.loaded) / part.total));
      sent.upload.addEventListener("load", () => say("Sent; it is being put away.", null));
      sent.addEventListener("load", () => {
        if (sent.status < 400) location.href = sent.responseURL;
        else { button.disabled = false; say(sent.status === 413 ? "Too large for the desk: add it with the command line." : "The desk did not take it; nothing was added. Try again.", 0); }
      });
      sent.addEventListener("error", () => { button.disabled = false; say("The connection broke off; nothing was added. Try again.", 0); });
      sent.open("POST", upload.action);
      sent.send(new FormData(upload));
    });
  }
  const reading = document.querySelector('[data-import="waiting"], [data-import="running"]');
  if (reading) {
    const look = setInterval(async () => {
      const answer = await fetch(location.pathname, { headers: { "X-Desk": "1" } });
      if (!answer.ok) return;
      const now = await answer.json();
      reading.querySelector("[data-state]").textContent = now.state;
      for (const cell of reading.querySelectorAll("[data-count]")) cell.textContent = now[cell.dataset.count];
      if (!["waiting", "running"].includes(now.state)) { clearInterval(look); location.reload(); }
    }, 1000);
  }
})();
