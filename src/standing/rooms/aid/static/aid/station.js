// The card desk: opens itself from a link, prints, and scans with the camera where the browser can. Works without.
(() => {
  const open = document.querySelector("[data-open-station]");
  const given = new URLSearchParams(location.hash.slice(1));
  const credential = given.get("station");
  if (credential) history.replaceState(null, "", location.pathname + location.search);
  if (open && credential) {
    open.elements.credential.value = credential;
    open.requestSubmit();
  }
  for (const one of document.querySelectorAll("[data-print]")) {
    one.hidden = false;
    one.addEventListener("click", () => print());
  }
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const words = { en: ["Scan with the camera", "Stop"], es: ["Escanear con la cámara", "Parar"] };
  const [scan, stop] = words[document.documentElement.lang] ?? words.en;
  for (const field of document.querySelectorAll("[data-scan]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet";
    button.textContent = scan;
    field.after(button);
    button.addEventListener("click", () => look(field, button));
  }
  async function look(field, button) {
    if (button.stopScan) return button.stopScan();
    const formats = field.dataset.scan === "qr" ? ["qr_code"] : ["code_128", "qr_code", "data_matrix", "code_39"];
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      field.focus();
      return;
    }
    const video = document.createElement("video");
    video.playsInline = true;
    video.muted = true;
    video.srcObject = stream;
    video.style.maxInlineSize = "100%";
    button.after(video);
    button.textContent = stop;
    let running = true;
    button.stopScan = () => {
      running = false;
      stream.getTracks().forEach((track) => track.stop());
      video.remove();
      button.textContent = scan;
      button.stopScan = null;
    };
    await video.play();
    const detector = new BarcodeDetector({ formats });
    while (running) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found) {
        field.value = found.rawValue;
        button.stopScan();
        field.focus();
      } else await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
})();
