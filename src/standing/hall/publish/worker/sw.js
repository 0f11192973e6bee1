const P="standing-",W=3e3,N=/^\/(staff|accounts)\//,was=new Map(),at=u=>u.split("#")[0];
const get=(u)=>fetch(u,{credentials:"omit",cache:"no-cache"});
const whole=(r)=>r.ok&&!r.redirected&&!/no-store/.test(r.headers.get("Cache-Control"));
async function save(list){
const r=await get(list);if(!r.ok)return;
const j=await r.json(),head=P+j.language+"-",name=head+j.version;
if(!await caches.has(name)){
const c=await caches.open(name+"~"),todo=new Set(j.pages);
for(const u of todo){const a=await get(u);if(!whole(a))continue;
if(/html/.test(a.headers.get("Content-Type")))for(const m of(await a.clone().text()).match(/\/static\/[^"'\s>]+/g)||[])todo.add(m);
await c.put(u,a)}
const d=await caches.open(name);
for(const q of await c.keys())await d.put(q,await c.match(q))}
for(const k of await caches.keys())if(k.startsWith(head)&&k!=name||!k.startsWith(P))await caches.delete(k)}
async function refresh(q,r){
if(whole(r))for(const k of await caches.keys()){const c=await caches.open(k);if(await c.match(q))await c.put(q,r.clone())}}
async function answer(e){
const q=e.request,nav=q.mode=="navigate",kept=await caches.match(q.url);
if(kept&&/\/static\//.test(q.url))return kept;
const net=fetch(q).then(r=>{if(kept)e.waitUntil(refresh(q.url,r.clone()));return r});
if(kept)e.waitUntil(net.catch(()=>0));
was.delete(at(q.url));
try{return await(kept?Promise.race([net,new Promise((_,no)=>setTimeout(no,W))]):net)}
catch(x){
if(kept){if(nav)was.set(at(q.url),kept.headers.get("Date"));return kept}
if(nav){const l=new URL(q.url).pathname.split("/")[1];
const o=await caches.match("/"+l+"/offline/")||await caches.match("/offline/");if(o)return o}
throw x}}
onfetch=e=>{const q=e.request,u=new URL(q.url);
if(q.method=="GET"&&u.origin==location.origin&&!N.test(u.pathname))e.respondWith(answer(e))};
oninstall=()=>skipWaiting();
onactivate=e=>e.waitUntil(clients.claim());
onmessage=e=>{const d=was.get(at(e.source.url)),[list,yes]=e.data;
if(d)e.source.postMessage(d);
if(yes&&/^\/[^/]/.test(list))e.waitUntil(save(list))};
