// The token stands behind the # of the address, which is sent to nobody. It goes into the form, and out of the bar.
(d=>{const field=d.querySelector("[data-link-token]"),token=location.hash.slice(1);
if(!field||!token)return;
field.value=token;
history.replaceState(null,"",location.pathname+location.search);
const row=field.closest("[data-link-row]");
if(row)row.hidden=true})(document);
