/* The first alert on a telephone: it waits here while there is no network, goes out once, and is then gone. */
(function () {
  "use strict";
  var WAITING = "standing.alerts", CODE = "standing.site-code", DAY = 24 * 3600 * 1000;
  var store = window.localStorage;

  function read() {
    try { return JSON.parse(store.getItem(WAITING) || "[]"); } catch (_) { return []; }
  }

  function write(list) {
    var young = list.filter(function (one) { return Date.now() - one.at < DAY && one.at <= Date.now() + DAY; });
    if (young.length) { store.setItem(WAITING, JSON.stringify(young)); } else { store.removeItem(WAITING); }
    return young;
  }

  function key() {
    if (crypto.randomUUID) { return crypto.randomUUID(); }
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    var hex = Array.from(bytes, function (one) { return one.toString(16).padStart(2, "0"); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  if (document.querySelector("[data-forget]")) { store.removeItem(CODE); }
  var form = document.querySelector("form[data-alert]");
  var action = form ? form.action : "/alert/send/", busy = false;

  function show(id, text) {
    ["alert-sent", "alert-kept", "alert-wrong"].forEach(function (one) {
      var box = document.getElementById(one);
      if (box) { box.hidden = one !== id; }
    });
    var shown = id && document.getElementById(id);
    if (!shown) { return; }
    if (text) { shown.querySelector("p").textContent = text; }
    shown.focus();
  }

  function drop(one) {
    return write(read().filter(function (other) { return other.data.key !== one.data.key; }));
  }

  function send(one) {
    var body = new URLSearchParams(one.data);
    body.set("phone_now", String(Date.now()));
    return fetch(action, {
      method: "POST", body: body, credentials: "omit", headers: { Accept: "application/json" }
    }).then(function (answer) {
      if (answer.status === 429 || answer.status >= 500) { throw new Error("later"); }
      return answer.json().then(function (told) {
        drop(one);
        if (answer.status === 403) { store.removeItem(CODE); }
        return told;
      });
    });
  }

  function flush() {
    var list = write(read());
    if (busy || !list.length) { return Promise.resolve(); }
    busy = true;
    return send(list[0]).then(function (told) {
      busy = false;
      if (told.taken) {
        show("alert-sent");
        if (form) { form.hidden = true; }
      } else {
        show("alert-wrong", (told.said || []).join(" "));
      }
      return flush();
    }).catch(function () {
      busy = false;
      show("alert-kept");
    });
  }

  if (form) {
    var code = form.elements.namedItem("code");
    if (form.dataset.code) {
      store.setItem(CODE, form.dataset.code);
    } else if (code && !code.value) {
      code.value = store.getItem(CODE) || "";
    }
    var asked = new URLSearchParams(location.search).get("path") ||
      new URLSearchParams(location.hash.slice(1)).get("path"); /* a saved page is found by its address without a question */
    if (asked && /^[A-Za-z0-9,]{1,180}$/.test(asked)) { form.elements.namedItem("path").value = asked; }
    var own = key();

    form.addEventListener("submit", function (event) {
      var data = {}, empty = null;
      new FormData(form).forEach(function (value, name) { data[name] = String(value); });
      ["code", "kind", "area", "spot", "is_ongoing", "reporter", "callback"].forEach(function (name) {
        if (!empty && !(data[name] || "").trim()) { empty = name; }
      });
      if (empty && navigator.onLine) { return; } /* the page of the server says what is missing */
      event.preventDefault();
      if (empty) {
        var field = form.elements.namedItem(empty);
        (field.length ? field[0] : field).focus();
        show("alert-wrong", form.querySelector("[name='" + empty + "']").closest("fieldset, div").querySelector("legend, label").textContent);
        return;
      }
      data.key = own;
      data.seen = data.seen ? data.seen : new Date().toISOString();
      var list = read().filter(function (one) { return one.data.key !== own; });
      list.push({ at: Date.now(), data: data });
      write(list);
      show("alert-kept");
      flush();
    });
  }

  addEventListener("online", flush);
  setInterval(flush, 15000);
  flush();
})();
