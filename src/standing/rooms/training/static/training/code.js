// The code of a certificate stands behind the # of the address, which is sent to nobody. It goes into the form.
(d=>{const field=d.querySelector("[data-code]"),code=decodeURIComponent(location.hash.slice(1));
if(!field||!code||code.length>40)return;
field.value=code;
history.replaceState(null,"",location.pathname+location.search)})(document);
