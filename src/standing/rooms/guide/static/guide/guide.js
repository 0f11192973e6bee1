(d=>{
const data=d.body.dataset,start=data.start,root=d.documentElement,DAY=864e5;
const kept=(k,v)=>{try{return v?localStorage.setItem(k,v):localStorage.getItem(k)}catch(x){return null}};
const all=[...d.querySelectorAll("main>section")],at=id=>d.getElementById(id);
const here=()=>{const to=at(decodeURIComponent(location.hash.slice(1))||start);return to&&to.closest("main>section")?to:null};
let next=null,shown=null;
const words=s=>(history.state&&history.state.path)||(s.dataset.path||start).split(",");
function alerts(s){
const code=kept("standing.site-code"),far=navigator.onLine===false&&!data.made;
const card=code&&!far&&!data.made&&/^[A-Za-z0-9_-]{4,64}$/.test(code)?code+"/":"";
for(const a of s.querySelectorAll("[data-alert]"))
a.href=a.href.replace(/\/alert\/.*$/,"/alert/"+card+(far?"#":"?")+"path="+words(s).join(","))}
function show(moved){
const to=here()||(shown?null:at(start));
if(!to)return;
const s=to.closest("main>section");
for(const one of all)one.hidden=one!==s;
shown=s;
if(s.dataset.path){
if(!(history.state&&history.state.path))history.replaceState({path:next||s.dataset.path.split(",")},"");
alerts(s)}
next=null;
if(moved){const h=(to===s?s:to).querySelector("h2,h3");h.focus({preventScroll:true});(to===s?s:to).scrollIntoView()}}
addEventListener("click",e=>{
const a=e.target.closest&&e.target.closest("a[data-path]"),s=a&&a.closest("section");
next=s?words(s).concat(a.dataset.path.split(",")):null});
addEventListener("hashchange",()=>show(true));
for(const way of["online","offline"])addEventListener(way,()=>shown&&shown.dataset.path&&alerts(shown));
show(!!location.hash);
function saved(day){
if(!day||isNaN(day))return;
const p=at("saved"),t=p.querySelector("time");
t.dateTime=day.toISOString();
t.textContent=day.toLocaleDateString(root.lang,{dateStyle:"long"});
p.hidden=false;
at("old").hidden=Date.now()-day<14*DAY}
if(data.made){saved(new Date(data.made+"T12:00"));return}
const mine=at("mine"),was=kept("standing.guide-department");
if(data.department)kept("standing.guide-department",location.pathname+"|"+data.department);
else if(mine&&was){const[url,name]=was.split("|"),a=d.createElement("a");
if(/^\/[\w.\/-]+\/$/.test(url)&&name){a.href=url;a.textContent=name;mine.append(a);mine.hidden=false}}
fetch(data.version,{cache:"no-cache",credentials:"omit"}).then(r=>r.ok?r.json():null).then(v=>{
if(v&&v.sha256!==data.sha)at("newer").hidden=false}).catch(()=>0);
const worker=navigator.serviceWorker;
if(!worker||!self.caches||!data.list)return;
const look=async n=>{
const r=await caches.match(location.pathname);
if(r)saved(new Date(r.headers.get("Date")));
else if(n)setTimeout(look,1e3,n-1)};
addEventListener("load",async()=>{try{
await worker.register("/sw.js",{updateViaCache:"none"});
(await worker.ready).active.postMessage([data.list,!(navigator.connection||{}).saveData]);
if(data.department)await(await caches.open("standing-guide")).add(location.pathname);
look(20)}catch(x){}})
})(document);
