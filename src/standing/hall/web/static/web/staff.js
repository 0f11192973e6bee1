/* What the browser may add to staff pages. Everything works without it. */
(function () {
  "use strict";
  var summary = document.querySelector(".error-summary[autofocus]");
  if (summary) { summary.focus(); }

  var menu = document.querySelector(".side-fold");
  if (menu && matchMedia("(min-width: 64rem)").matches) { menu.open = true; }

  var words = document.getElementById("web-words");
  function say(key, gap) {
    return (words ? words.dataset[key] || "" : "").replace("%", gap || "");
  }

  function text(form) {
    var parts = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") { parts.append(name, value); }
    });
    return parts.toString();
  }

  document.querySelectorAll("form[data-autosave], form[data-confirm-leave]").forEach(function (form) {
    var address = form.dataset.autosave;
    var kept = text(form), sent = kept, timer = 0, busy = false, stopped = false, leaving = false;
    var line = null;

    if (address) {
      line = form.querySelector(".saved");
      if (!line) {
        line = document.createElement("p");
        line.className = "saved";
        form.appendChild(line);
      }
      line.setAttribute("role", "status");
    }

    function show(state, sentence) {
      line.dataset.state = state;
      line.textContent = sentence;
    }

    function refresh(fields) {
      Object.keys(fields || {}).forEach(function (name) {
        var box = form.elements.namedItem(name);
        if (box && box.type === "hidden") { box.value = fields[name]; }
      });
    }

    function save() {
      if (busy || stopped || leaving || text(form) === kept) { return; }
      var body = new FormData(form);
      Array.from(body.keys()).forEach(function (name) {
        if (body.get(name) instanceof File) { body.delete(name); }
      });
      busy = true;
      sent = text(form);
      fetch(address, {
        method: "POST", body: body, credentials: "same-origin", redirect: "manual",
        headers: { "X-Autosave": "1", Accept: "application/json" }
      }).then(function (answer) {
        if (answer.ok) {
          kept = sent;
          show("good", say("saved", new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })));
          if ((answer.headers.get("Content-Type") || "").indexOf("json") > 0) {
            return answer.json().then(function (told) {
              var same = text(form) === sent;
              refresh(told.fields);
              kept = same ? text(form) : kept;
            });
          }
        } else if (answer.status === 409) {
          stopped = true;
          show("warn", say("conflict"));
        } else if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
          show("warn", say("signedOut"));
        } else {
          show("warn", say("failed"));
        }
        return null;
      }).catch(function () {
        show("warn", say("failed"));
      }).then(function () {
        busy = false;
        if (text(form) !== kept) { later(15000); }
      });
    }

    function later(wait) {
      if (!address || stopped) { return; }
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    }

    form.addEventListener("input", function () { later(2500); });
    form.addEventListener("change", function () { later(500); });
    form.addEventListener("submit", function () { leaving = true; clearTimeout(timer); });
    addEventListener("pageshow", function () { leaving = false; });
    addEventListener("beforeunload", function (event) {
      if (!leaving && text(form) !== kept) { event.preventDefault(); }
    });
  });
})();
