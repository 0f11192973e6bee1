(d=>{const s=navigator.serviceWorker,list=d.currentScript.dataset.list;
if(!s||!list)return;
s.addEventListener("message",e=>{const p=d.querySelector("[data-saved]"),day=new Date(e.data);
if(!p||isNaN(day))return;
const t=p.querySelector("time");
t.dateTime=day.toISOString();
t.textContent=day.toLocaleString(d.documentElement.lang,{dateStyle:"long",timeStyle:"short"});
p.hidden=false});
s.startMessages();
addEventListener("load",async()=>{try{
await s.register("/sw.js",{updateViaCache:"none"});
(await s.ready).active.postMessage([list,!(navigator.connection||{}).saveData])}catch(x){}})})(document);
