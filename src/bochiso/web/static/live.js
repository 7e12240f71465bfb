// Keeps an open page the newest there is: the server says which parts changed, the page fetches itself and puts them in.
"use strict";
(() => {
  // On a telephone the menu scrolls sideways: where the reader is should be in sight.
  const current = document.querySelector("header.top nav [aria-current]");
  if (current) current.closest("ul").scrollLeft = current.offsetLeft - 16;
  const line = document.getElementById("ket-noi");
  if (!line || !window.EventSource || !line.dataset.keys) return;
  const SILENCE = 12000; // milliseconds without a word after which the line counts as broken
  let source = null, heard = Date.now(), fetching = false, again = false, waiting = false;

  const say = (kind, text) => {
    if (line.textContent !== text) line.textContent = text;
    line.className = "live " + kind;
  };

  const hereOf = (part) => document.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
  const isPending = (part) => part.querySelector(".pending") !== null;

  // Someone is choosing or has typed there: what they are at must not be taken from under their hands.
  const busy = (part) => !isPending(part) && (part.contains(document.activeElement)
    || [...part.querySelectorAll("input:not([type=hidden])")].some((input) => input.value !== input.defaultValue));

  const swap = (text) => {
    waiting = false;
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const parts = [...fresh.querySelectorAll("[data-part]")];
    // After a restart the server has still to find what is in sight here: it stays until there is something newer.
    if (parts.some((part) => isPending(part) && hereOf(part) && !isPending(hereOf(part)))) return;
    for (const part of parts) {
      const here = hereOf(part);
      if (!here || here.dataset.etag === part.dataset.etag) continue;
      if (busy(here)) { waiting = true; continue; }
      const renewed = document.importNode(part, true);
      if (part.dataset.part !== "about") renewed.classList.add("renewed");
      here.replaceWith(renewed);
    }
    if (parts.length) document.title = fresh.title;
    const keys = fresh.getElementById("ket-noi")?.dataset.keys;
    if (keys && keys !== line.dataset.keys) {
      line.dataset.keys = keys;
      listen();
    }
  };

  const renew = async () => {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      swap(await answer.text());
    } catch {
      say("broken", "✕ Mất kết nối với máy chủ: số liệu trên trang có thể đã cũ. Đang thử lại…");
    }
    fetching = false;
    if (again) { again = false; renew(); }
  };

  const listen = () => {
    if (source) source.close();
    source = new EventSource("/live?keys=" + encodeURIComponent(line.dataset.keys));
    source.onopen = renew; // whatever changed while nobody was listening
    source.addEventListener("status", (event) => {
      heard = Date.now();
      const said = JSON.parse(event.data);
      if (said.broken) say("broken", "✕ Máy chủ không đọc được dữ liệu: " + said.broken);
      else if (waiting) say("stale", "◌ Có dữ liệu mới: phần đang chọn dở giữ nguyên, sẽ cập nhật khi rời khỏi.");
      else if (said.stale) say("stale", "◌ Có dữ liệu mới, đang tính lại: số liệu dưới đây là của thời điểm ghi ở trên.");
      else say("connected", "● Đã kết nối: trang tự cập nhật khi có dữ liệu mới.");
    });
    source.addEventListener("changed", () => { heard = Date.now(); renew(); });
    source.addEventListener("reload", () => { source.close(); setTimeout(async () => { await renew(); listen(); }, 1000); });
    source.onerror = () => say("broken", "✕ Mất kết nối với máy chủ: số liệu trên trang có thể đã cũ. Đang thử lại…");
  };

  document.addEventListener("focusout", () => setTimeout(() => { if (waiting) renew(); }, 300));
  setInterval(() => {
    if (Date.now() - heard > SILENCE && !line.classList.contains("broken")) {
      say("broken", "✕ Không nhận được tin từ máy chủ: số liệu trên trang có thể đã cũ.");
    }
    if (source && source.readyState === EventSource.CLOSED && Date.now() - heard > SILENCE) { heard = Date.now(); listen(); }
  }, 3000);
  say("stale", "◌ Đang kết nối…");
  listen();
})();
