// Before number and name are sent, the browser does a sum that is bound to them, so that nobody tries many names.
// The same as rules/effort.py: an answer whose SHA-256, after that of what is asked, begins with so many zeros.
(d=>{const form=d.querySelector("[data-sum]");if(!form)return;
const bits=+form.dataset.sum,field=form.elements.sum,note=form.querySelector("[data-summing]");
const primes=[];for(let n=2;primes.length<64;n++)if(primes.every(p=>n%p))primes.push(n);
const part=root=>Int32Array.from(primes,p=>(p**(1/root)%1)*2**32);
const K=part(3),START=part(2).slice(0,8),W=new Int32Array(64);
const turn=(x,n)=>x>>>n|x<<32-n;
const mix=(H,words)=>{W.set(words);
for(let i=16;i<64;i++){const x=W[i-15],y=W[i-2];
W[i]=W[i-16]+(turn(x,7)^turn(x,18)^x>>>3)+W[i-7]+(turn(y,17)^turn(y,19)^y>>>10)}
let[a,b,c,e,f,g,h,k]=H;
for(let i=0;i<64;i++){const s=k+(turn(f,6)^turn(f,11)^turn(f,25))+(f&g^~f&h)+K[i]+W[i]|0;
const t=(turn(a,2)^turn(a,13)^turn(a,22))+(a&b^a&c^b&c)|0;
k=h;h=g;g=f;f=e+s|0;e=c;c=b;b=a;a=s+t|0}
return[H[0]+a|0,H[1]+b|0,H[2]+c|0,H[3]+e|0,H[4]+f|0,H[5]+g|0,H[6]+h|0,H[7]+k|0]};
const sha=text=>{const said=new TextEncoder().encode(text),whole=new Uint8Array((said.length+72>>6)<<6),view=new DataView(whole.buffer);
whole.set(said);whole[said.length]=128;view.setUint32(whole.length-4,said.length*8);
let H=[...START];
for(let at=0;at<whole.length;at+=64)H=mix(H,Array.from({length:16},(_,i)=>view.getInt32(at+4*i)));
return H};
const solve=(said,done)=>{const words=[...sha(`standing course\n${said}`),0,0,1<<31,0,0,0,0,320];let n=0;
const some=()=>{for(const end=n+8000;n<end;n++){words[9]=n;if(Math.clz32(mix(START,words)[0])>=bits)return done(n)}
setTimeout(some)};some()};
let ready=null,busy=false;
form.addEventListener("submit",event=>{if(event.defaultPrevented)return;
const said=[form.elements.page_token,form.elements.number,form.elements.name].map(one=>one.value).join("\n");
if(said===ready)return;
event.preventDefault();
if(busy)return;
busy=true;note.hidden=false;note.textContent=form.dataset.summingWords;
setTimeout(()=>solve(said,answer=>{busy=false;note.hidden=true;field.value=answer;ready=said;
form.requestSubmit?form.requestSubmit():form.submit()}))})})(document);
