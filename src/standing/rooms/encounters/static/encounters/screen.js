/* Says while somebody types that a text names or describes a person. Nothing is kept; saving asks again. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-screen-url]").forEach(function (form) {
    var line = form.querySelector("#screen-said"), timer = 0, asked = 0;
    function ask(box) {
      var number = ++asked, body = new URLSearchParams();
      body.set("text", box.value);
      body.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
      fetch(form.dataset.screenUrl, { method: "POST", body: body, credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : { said: "" }; })
        .then(function (told) {
          if (number !== asked || !line) { return; }
          line.textContent = told.said;
          line.hidden = !told.said;
        }).catch(function () { });
    }
    form.addEventListener("input", function (event) {
      if (!event.target.dataset.screen) { return; }
      clearTimeout(timer);
      timer = setTimeout(ask, 700, event.target);
    });
    form.querySelectorAll("[data-screen]").forEach(function (box) {
      if (box.value !== box.defaultValue) { ask(box); } /* typed before this script came */
    });
  });
})();
