/* Draws boxes over faces and plates, and writes them into the text field that the server reads. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-marks]");
  if (!form) { return; }
  var file = form.elements.namedItem("file"), text = form.elements.namedItem("marks");
  var part = document.getElementById("marks-picture"), canvas = part.querySelector("canvas"), pen = canvas.getContext("2d");
  var picture = new Image(), start = null;

  function lines() { return text.value.split("\n").filter(Boolean); }

  function draw(now) {
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    pen.fillStyle = "#111";
    lines().concat(now ? [now] : []).forEach(function (line) {
      var n = line.trim().split(/[\s,;]+/).map(Number);
      if (n.length === 4) {
        pen.fillRect(n[0] / 100 * canvas.width, n[1] / 100 * canvas.height, n[2] / 100 * canvas.width, n[3] / 100 * canvas.height);
      }
    });
  }

  function place(event) {
    var box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width * 100, (event.clientY - box.top) / box.height * 100].map(function (one) {
      return Math.max(0, Math.min(100, one));
    });
  }

  function mark(end) {
    var x = Math.min(start[0], end[0]), y = Math.min(start[1], end[1]);
    var width = Math.abs(start[0] - end[0]), height = Math.abs(start[1] - end[1]);
    return [x, y, width, height].map(function (one) { return one.toFixed(1); }).join(" ");
  }

  file.addEventListener("change", function () {
    part.hidden = true;
    if (!file.files[0] || !/^image\//.test(file.files[0].type)) { return; }
    var reader = new FileReader();
    reader.onload = function () { picture.src = reader.result; };
    reader.readAsDataURL(file.files[0]);
    form.elements.namedItem("is_photo").value = "yes";
  });
  picture.onload = function () {
    part.hidden = false;
    canvas.width = Math.min(900, part.clientWidth, picture.naturalWidth);
    canvas.height = Math.round(canvas.width * picture.naturalHeight / picture.naturalWidth);
    draw();
  };
  canvas.addEventListener("pointerdown", function (event) { start = place(event); canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", function (event) { if (start) { draw(mark(place(event))); } });
  canvas.addEventListener("pointerup", function (event) {
    if (!start) { return; }
    var made = mark(place(event)), size = made.split(" ");
    start = null;
    if (size[2] > 0.5 && size[3] > 0.5) {
      text.value = lines().concat(made).join("\n");
      form.elements.namedItem("faces").value = "marked";
    }
    draw();
  });
  text.addEventListener("input", function () { draw(); });
  part.querySelector("[data-undo]").addEventListener("click", function () {
    text.value = lines().slice(0, -1).join("\n");
    draw();
  });
})();
