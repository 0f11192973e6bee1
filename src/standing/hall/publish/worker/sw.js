const P="standing-",K=caches,was=new Map(),at=u=>u.split("#")[0];
const get=u=>fetch(u,{credentials:"omit",cache:"no-cache"});
const whole=r=>r.ok&&!r.redirected&&!/no-store/.test(r.headers.get("Cache-Control"));
async function save(list){
const r=await get(list);if(!r.ok)return;
const j=await r.json(),h=P+j.language+"-",n=h+j.version;
if(!await K.has(n)){
const c=await K.open(n+"~"),todo=new Set(j.pages);
for(const u of todo){const a=await get(u);if(!whole(a))continue;
if(/html/.test(a.headers.get("Content-Type")))for(const m of(await a.clone().text()).match(/\/static\/[^"'\s>]+/g)||[])todo.add(m);
await c.put(u,a)}
const d=await K.open(n);
for(const q of await c.keys())await d.put(q,await c.match(q))}
for(const k of await K.keys())if(k.startsWith(h)&&k!=n||!k.startsWith(P))await K.delete(k)}
async function refresh(q,r){
if(whole(r))for(const k of await K.keys()){const c=await K.open(k);if(await c.match(q))await c.put(q,r.clone())}}
async function offline(l){
let o=await K.match(`/${l}/offline/`)||await K.match("/offline/");
for(const k of o?[]:await K.keys())for(const q of await(await K.open(k)).keys())if(/\/offline\/$/.test(q.url))o=await K.match(q);
return o}
async function answer(e){
const q=e.request,nav=q.mode=="navigate",old=await K.match(q.url);
if(old&&/\/static\//.test(q.url))return old;
const net=fetch(q);
if(old)e.waitUntil(net.then(r=>refresh(q.url,r.clone())).catch(()=>0));
was.delete(at(q.url));
try{return await(old?Promise.race([net,new Promise((_,n)=>setTimeout(n,3e3))]):net)}
catch(x){
if(old){nav&&was.set(at(q.url),old.headers.get("Date"));return old}
const o=nav&&await offline(q.url.split("/")[3]);
if(o)return o;throw x}}
onfetch=e=>{const q=e.request,u=new URL(q.url);
if(q.method=="GET"&&u.origin==origin&&!/^\/(staff|accounts)\//.test(u.pathname))e.respondWith(answer(e))};
oninstall=()=>skipWaiting();
onactivate=e=>e.waitUntil(clients.claim());
onmessage=e=>{const d=was.get(at(e.source.url)),[list,yes]=e.data;
d&&e.source.postMessage(d);
if(yes&&/^\/[^/]/.test(list))e.waitUntil(save(list))}
