// Leaves the page at once and puts the other site in its place, so that Back does not lead here.
(() => {
  const box = document.querySelector("[data-exit]");
  if (!box) return;
  const link = box.querySelector("a");
  const leave = (event) => {
    event?.preventDefault();
    const cover = document.createElement("div");
    cover.className = "cover";
    document.body.append(cover);
    document.title = "\u00a0";
    const said = box.querySelector("[data-exit-said]");
    said.textContent = said.dataset.leaving;
    location.replace(link.href);
  };
  let presses = 0;
  let last = 0;
  link.addEventListener("click", leave);
  document.querySelector("[data-exit-keys]").hidden = false;
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { presses = 0; return; }
    if (event.repeat) return;
    presses = event.timeStamp - last < 5000 ? presses + 1 : 1;
    last = event.timeStamp;
    if (presses === 3) leave();
  });
  // A page that comes back from the memory of the browser is not shown covered.
  addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll(".cover").forEach((one) => one.remove()); });
})();
