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

  // What an answer of the desk says went wrong, in its own words.
  function reason(sent) {
    if (!(sent.getResponseHeader("Content-Type") || "").startsWith("text/html")) return "";
    const page = new DOMParser().parseFromString(sent.responseText, "text/html");
    const said = page.querySelector("main [role=alert]")?.textContent
      || [...page.querySelectorAll("main .empty h2, main .empty h2 + p")].map((one) => one.textContent.replace(/\.?$/, ".")).join(" ");
    return said.trim();
  }

  // Files: dropped anywhere on the page, sent with a bar that can be stopped.
  const upload = document.querySelector("[data-upload]");
  if (upload) {
    const files = upload.querySelector("[type=file]");
    const box = upload.querySelector("[data-progress]");
    const button = upload.querySelector("button.main");
    const stop = upload.querySelector("[data-stop]");
    let sent = null; // the request under way
    const say = (words, share) => {
      box.hidden = false;
      box.querySelector("[role=status]").textContent = words;
      const bar = box.querySelector("progress");
      bar.hidden = share === undefined;
      if (share === null) bar.removeAttribute("value"); else if (share !== undefined) bar.value = share;
      box.classList.toggle("wrong", share === undefined);
    };
    const end = (words) => { sent = null; button.disabled = false; stop.hidden = true; say(words); };
    const send = () => {
      const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
      if (size > Number(upload.dataset.limit)) { say(upload.dataset.tooLarge); return; }
      document.getElementById("wrong-files")?.remove();
      let whole = false; // whether the last byte has left
      sent = new XMLHttpRequest();
      button.disabled = true;
      stop.hidden = false;
      say("0 % sent", 0);
      sent.upload.addEventListener("progress", (part) => say(`${Math.floor((100 * part.loaded) / part.total)} % sent`, (100 * part.loaded) / part.total));
      sent.upload.addEventListener("load", () => { whole = true; stop.hidden = true; say("Sent; it is being put away.", null); });
      sent.addEventListener("load", () => {
        if (sent.status < 400) location.assign(sent.responseURL);
        else end(reason(sent) || (sent.status === 413 ? upload.dataset.tooLarge : "The desk did not take it; nothing was added. Try again."));
      });
      sent.addEventListener("abort", () => end("Stopped; nothing was added."));
      sent.addEventListener("error", () => end(whole
        ? "The connection broke off after the last byte. Load the page anew and see whether the file is in the list."
        : "The connection broke off; nothing was added. Try again."));
      sent.open("POST", upload.action);
      sent.send(new FormData(upload));
    };
    stop.addEventListener("click", () => sent?.abort());
    upload.addEventListener("submit", (event) => { event.preventDefault(); if (!sent) send(); });
    const carried = (event) => event.dataTransfer?.types.includes("Files");
    document.addEventListener("dragover", (event) => { if (carried(event)) { event.preventDefault(); upload.classList.add("over"); } });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) upload.classList.remove("over"); });
    document.addEventListener("drop", (event) => {
      if (!carried(event)) return;
      event.preventDefault();
      upload.classList.remove("over");
      if (sent) { say("One moment: the file before this one is still being sent.", null); return; }
      const folder = [...event.dataTransfer.items].some((one) => one.webkitGetAsEntry?.()?.isDirectory);
      if (folder) { say("A folder cannot be added here. Open it and drop the files, of a Telegram export result.json."); return; }
      files.files = event.dataTransfer.files;
      if (files.files.length) upload.requestSubmit();
    });
  }

  // Files that are being read: their figures count on; a page of one file shows itself anew when it is done.
  for (const one of document.querySelectorAll("[data-import]")) {
    const look = async () => {
      let now = null;
      try {
        const answer = await fetch(one.dataset.import, { headers: { "X-Desk": "1" } });
        if (answer.ok && !answer.redirected) now = await answer.json();
      } catch { /* the desk is away for a moment: the next look will tell */ }
      if (!now) { setTimeout(look, 5000); return; }
      const state = one.querySelector("[data-state]");
      state.textContent = now.said;
      state.className = `chip state ${now.state}`;
      for (const cell of one.querySelectorAll("[data-count]")) {
        cell.textContent = now[cell.dataset.count].toLocaleString("en-GB");
        cell.classList.toggle("nought", !now[cell.dataset.count]);
      }
      if (["waiting", "running"].includes(now.state)) setTimeout(look, 1000);
      else if ("whole" in one.dataset) location.reload();
    };
    setTimeout(look, 500);
  }

  // A feed that was asked for: the page shows itself anew when the answer is there, within two minutes.
  const asking = document.querySelector("[data-asked]");
  if (asking) {
    let left = 120;
    const look = async () => {
      try {
        const answer = await fetch(location.pathname, { headers: { "X-Desk": "1" } });
        if (answer.ok && !answer.redirected && ((await answer.json()).checked_at || "") !== asking.dataset.asked) { location.replace(location.pathname); return; }
      } catch { /* as above */ }
      if (left-- > 0) setTimeout(look, 1000);
    };
    setTimeout(look, 500);
  }

  // What takes long says so, and is not asked for twice.
  for (const form of document.querySelectorAll("form[data-busy]")) {
    const button = form.querySelector("button");
    form.addEventListener("submit", () => {
      form.querySelector("[role=status]").textContent = form.dataset.busy;
      setTimeout(() => { button.disabled = true; }); // a disabled button would not be sent along
    });
    window.addEventListener("pageshow", () => { button.disabled = false; form.querySelector("[role=status]").textContent = ""; });
  }
})();
