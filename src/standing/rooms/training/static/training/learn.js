// Answers stay in the page and wait for the network; a kiosk forgets them after two minutes without a touch.
(d=>{const QUIET=120000,form=d.querySelector("[data-learn]");
if(form){const note=form.querySelector("[data-waiting]");let waits=false;
const wait=on=>{waits=on;if(note){note.hidden=!on;note.textContent=on?form.dataset.wait:""}};
form.addEventListener("submit",event=>{if(navigator.onLine===false){event.preventDefault();wait(true)}});
addEventListener("online",()=>{if(waits){wait(false);form.requestSubmit()}})}
if(d.body.classList.contains("kiosk")){let timer;
const clear=()=>{for(const one of d.forms)one.reset();location.replace(location.pathname+"?kiosk=1")};
const again=()=>{clearTimeout(timer);timer=setTimeout(clear,QUIET)};
for(const name of["pointerdown","keydown","scroll","input"])addEventListener(name,again,{passive:true});
again();
addEventListener("pageshow",event=>{if(event.persisted)clear()})}})(document);
