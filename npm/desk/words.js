// Every word of the page, in each language it speaks. A sentence's {parts} are filled in.
export const LANGUAGES = { en: "English", es: "Español" };

const TABLE = {
  // name: [English, Spanish]
  sample: ["Sample: invented records. This is not an official page.", "Muestra: registros inventados. Esta no es una página oficial."],
  title: ["Aid desk", "Mesa de ayuda"],
  language: ["Language", "Idioma"],
  working: ["One moment …", "Un momento …"],
  back: ["Back", "Atrás"],
  next: ["Continue", "Continuar"],
  again: ["Try again", "Intentar de nuevo"],
  home: ["To the start", "Al inicio"],
  wrong: ["There is a problem", "Hay un problema"],
  optional: ["(optional)", "(opcional)"],
  error: ["Error:", "Error:"],
  offline: ["No connection", "Sin conexión"],

  // rounds
  rounds: ["Open rounds", "Rondas abiertas"],
  norounds: ["No round is open", "No hay ninguna ronda abierta"],
  noroundswhat: [
    "A desk opens with the link that its group got for a round. When a round is open, it stands here.",
    "Una mesa se abre con el enlace que su grupo recibió para una ronda. Cuando haya una ronda abierta, estará aquí.",
  ],

  // the desk itself
  connect: ["Open this desk", "Abrir esta mesa"],
  connectwhat: [
    "This tablet needs two codes: one from the City and one from the trustee. Open the links that your group got, or paste the codes here. They stay on this tablet.",
    "Esta tableta necesita dos códigos: uno de la Ciudad y otro de la entidad fiduciaria. Abra los enlaces que su grupo recibió, o pegue los códigos aquí. Se quedan en esta tableta.",
  ],
  citycode: ["Code from the City", "Código de la Ciudad"],
  trusteecode: ["Code from the trustee", "Código de la entidad fiduciaria"],
  group: ["Your group", "Su grupo"],
  deskname: ["Name of this desk", "Nombre de esta mesa"],
  deskhint: ["For example: Front table", "Por ejemplo: Mesa de entrada"],
  empty: ["Fill in: {label}.", "Complete: {label}."],
  keep: ["Keep on this tablet", "Guardar en esta tableta"],
  thisdesk: ["This desk: {group}, {name}", "Esta mesa: {group}, {name}"],
  remove: ["Remove this desk from the tablet", "Quitar esta mesa de la tableta"],
  removewhat: [
    "The codes, the waiting claims and the appeals of this round go from this tablet. A claim that waits cannot be brought back.",
    "Se borran de esta tableta los códigos, las solicitudes en espera y las apelaciones de esta ronda. Una solicitud en espera no se puede recuperar.",
  ],
  removeyes: ["Yes, remove all of it", "Sí, quitar todo"],
  until: ["The round is open until {day}.", "La ronda está abierta hasta el {day}."],
  new: ["A new family", "Una familia nueva"],
  promise: [
    "What you type about a family stays on this page and is wiped. Neither the City nor the trustee learns a name.",
    "Lo que escriba sobre una familia se queda en esta página y se borra. Ni la Ciudad ni la entidad fiduciaria conocen ningún nombre.",
  ],
  unfinished: ["A claim was not finished here today", "Una solicitud no se terminó aquí hoy"],
  unfinishedwhat: [
    "If a family's claim broke off, enter the same people again, exactly as before, with the same amount. The token comes out again until midnight.",
    "Si la solicitud de una familia se interrumpió, escriba de nuevo las mismas personas, exactamente igual, con la misma cantidad. La ficha sale otra vez hasta la medianoche.",
  ],
  about: ["What this page runs on", "Con qué funciona esta página"],
  program: ["Program of this page (SHA-256)", "Programa de esta página (SHA-256)"],
  manifest: ["Rules of the round, signed by both (SHA-256)", "Reglas de la ronda, firmadas por ambas partes (SHA-256)"],
  compare: [
    "Compare it with what your group was told, or with the file {file} opened on another device.",
    "Compárelo con lo que le dijeron a su grupo, o con el archivo {file} abierto en otro aparato.",
  ],
  changed: ["The program of this page has changed", "El programa de esta página ha cambiado"],
  changedwhat: [
    "It was {old} on this tablet before. Ask your group whether a new one was announced, and compare the number, before you type about a family.",
    "Antes era {old} en esta tableta. Pregunte a su grupo si se anunció uno nuevo y compare el número antes de escribir sobre una familia.",
  ],
  changedyes: ["I compared it: go on", "Lo comparé: continuar"],

  // eligibility
  rules: ["Who may be helped in this round", "A quién se puede ayudar en esta ronda"],
  ruleswhat: [
    "Read each line with the family and tick it if it holds. Ask nothing else: never about papers or where somebody was born.",
    "Lea cada línea con la familia y márquela si se cumple. No pregunte nada más: nunca por papeles ni por el lugar de nacimiento.",
  ],
  ruleswrong: ["Tick each line that holds. If one does not hold, this round cannot help this family.", "Marque cada línea que se cumple. Si una no se cumple, esta ronda no puede ayudar a esta familia."],
  rulesno: ["A line does not hold", "Una línea no se cumple"],
  rulesnohead: ["This round is not for this family", "Esta ronda no es para esta familia"],
  rulesnowhat: [
    "Nothing was asked or written down. Show the family the other help in the City's list of services.",
    "No se preguntó ni se anotó nada. Muestre a la familia la otra ayuda en la lista de servicios de la Ciudad.",
  ],

  // adults
  adult: ["Adult {n} of the household", "Adulto {n} del hogar"],
  adultwhat: [
    "Write the name as the person writes it. Any document the person likes to show is good; none is needed.",
    "Escriba el nombre como lo escribe la persona. Sirve cualquier documento que la persona quiera mostrar; no hace falta ninguno.",
  ],
  given: ["First name", "Nombre"],
  surname: ["Surname", "Primer apellido"],
  surname2: ["Second surname", "Segundo apellido"],
  born: ["Date of birth", "Fecha de nacimiento"],
  day: ["Day", "Día"],
  month: ["Month", "Mes"],
  year: ["Year", "Año"],
  bornhint: ["In digits, for example 2 3 1990", "En cifras, por ejemplo 3 2 1990"],
  document: ["Kind of document", "Tipo de documento"],
  number: ["Number of the document", "Número del documento"],
  "document-": ["No document", "Sin documento"],
  "document-passport": ["Passport, of any country", "Pasaporte, de cualquier país"],
  "document-consular": ["Consular card", "Matrícula o tarjeta consular"],
  "document-national": ["National identity card", "Documento nacional de identidad"],
  "document-license": ["Driver's license", "Licencia de manejar"],
  "document-local": ["City, county, school or library card", "Tarjeta de la ciudad, condado, escuela o biblioteca"],
  "document-other": ["Another document", "Otro documento"],
  nogiven: ["Write the first name in letters.", "Escriba el nombre con letras."],
  nosurname: ["Write the surname in letters. Somebody with one name only: write it in both fields.", "Escriba el apellido con letras. Si la persona tiene un solo nombre, escríbalo en ambos campos."],
  noborn: ["Write a day that exists: day, month and a year of four digits.", "Escriba un día que exista: día, mes y un año de cuatro cifras."],
  young: ["This person is under 18. Enter adults only; children are not written down.", "Esta persona tiene menos de 18 años. Escriba solo adultos; los niños no se anotan."],
  nokind: ["Choose which kind of document the number is from.", "Elija de qué tipo de documento es el número."],
  nonumber: ["Write the number, or choose: no document.", "Escriba el número, o elija: sin documento."],
  badnumber: ["Write the number in letters and digits.", "Escriba el número con letras y cifras."],
  household: ["Adults of this household", "Adultos de este hogar"],
  householdwhat: [
    "Each adult of the household is entered, so that no household is helped twice. Check the spelling.",
    "Se escribe cada adulto del hogar, para que ningún hogar reciba ayuda dos veces. Revise la ortografía.",
  ],
  more: ["Add another adult", "Añadir otro adulto"],
  most: ["A household has at most {n} adults here.", "Un hogar tiene aquí como máximo {n} adultos."],
  edit: ["Change {name}", "Cambiar {name}"],
  drop: ["Take out {name}", "Quitar {name}"],
  thatsall: ["These are all", "Son todos"],

  // amount
  amount: ["Amount", "Cantidad"],
  amountwhat: ["As the rules of the round say for this household.", "Según las reglas de la ronda para este hogar."],
  noamount: ["Choose an amount.", "Elija una cantidad."],
  claim: ["Ask for the token", "Pedir la ficha"],

  // progress
  running: ["Checking", "Comprobando"],
  runningwhat: [
    "The page makes codes that nobody can read back. This takes a few seconds for each adult. Stay on this page.",
    "La página hace códigos que nadie puede leer al revés. Tarda unos segundos por adulto. Quédese en esta página.",
  ],
  stretching: ["Making the codes", "Haciendo los códigos"],
  asking: ["Asking the City and the trustee", "Preguntando a la Ciudad y a la entidad fiduciaria"],
  proving: ["Checking their proofs", "Comprobando sus pruebas"],
  signing: ["Asking for the token", "Pidiendo la ficha"],

  // the slip
  slip: ["The token is ready", "La ficha está lista"],
  slipwhat: ["Print it, or let the family take a picture. Take this to the card table.", "Imprímala, o deje que la familia tome una foto. Llévela a la mesa de tarjetas."],
  sliptitle: ["Take this to the card table", "Lleve esto a la mesa de tarjetas"],
  slipworth: ["Good for one card of {amount}", "Vale por una tarjeta de {amount}"],
  slipexception: ["Exception", "Excepción"],
  slipowner: [
    "Whoever shows this gets the card, once. There is no name on it.",
    "Quien muestre esto recibe la tarjeta, una sola vez. No lleva ningún nombre.",
  ],
  sliptext: ["The same as text, if the picture cannot be scanned", "Lo mismo como texto, si la imagen no se puede escanear"],
  qr: ["QR code of the token", "Código QR de la ficha"],
  print: ["Print", "Imprimir"],
  copy: ["Copy the text", "Copiar el texto"],
  copied: ["Copied.", "Copiado."],
  wiped: ["What was typed about the family is wiped.", "Lo que se escribió sobre la familia está borrado."],
  taken: ["The family has it: done", "La familia la tiene: listo"],

  // refusals
  helped: ["This household was helped in this round already", "Este hogar ya recibió ayuda en esta ronda"],
  helpedwhat: [
    "An adult of this household, spelt like this, was entered at a desk of this round before. Nobody can see where or when, and you are told nothing else. It is not the family's fault if it is a mistake.",
    "Un adulto de este hogar, escrito así, ya fue anotado en una mesa de esta ronda. Nadie puede ver dónde ni cuándo, y no se le dice nada más. Si es un error, la familia no tiene la culpa.",
  ],
  helpedtoday: [
    "If this claim broke off here today, enter exactly the same people, documents and amount again.",
    "Si esta solicitud se interrumpió aquí hoy, escriba otra vez exactamente las mismas personas, documentos y cantidad.",
  ],
  helpedletter: ["Refusal {code} · {day}", "Rechazo {code} · {day}"],
  helpedappeal: [
    "You can appeal at any desk of this round. Two people decide: the ombudsman and somebody of another group. Nothing about you is written down.",
    "Puede apelar en cualquier mesa de esta ronda. Deciden dos personas: la defensoría y alguien de otro grupo. No se anota nada sobre usted.",
  ],
  appeal: ["Appeal", "Apelar"],
  "head-closed": ["The round is not open", "La ronda no está abierta"],
  "say-closed": ["The round has not begun, or it is over. Look at its days with your group.", "La ronda no ha empezado o ya terminó. Mire sus días con su grupo."],
  "head-over-quota": ["This desk has done as much as it may today", "Esta mesa ya hizo lo que puede por hoy"],
  "say-over-quota": ["Go on tomorrow, or send the family to another desk. If you need more each day, ask the help line of the round.", "Siga mañana, o envíe a la familia a otra mesa. Si necesita más por día, pregunte a la línea de ayuda de la ronda."],
  "head-not-known": ["{party} does not know this desk", "{party} no conoce esta mesa"],
  "say-not-known": ["Its code is wrong or was taken back. Ask your group for a new link, remove this desk, and open it again.", "Su código es incorrecto o fue retirado. Pida a su grupo un enlace nuevo, quite esta mesa y ábrala de nuevo."],
  "head-destroyed": ["The keys of this round are destroyed", "Las llaves de esta ronda están destruidas"],
  "say-destroyed": ["The round is over for good. Nobody can ask about a family any more.", "La ronda terminó para siempre. Ya nadie puede preguntar por una familia."],
  "head-forged": ["Stop: the proof of {party} does not hold", "Alto: la prueba de {party} no se sostiene"],
  "say-forged": ["Its answer was not made with the key of this round. Do not go on and do not try again: call the help line of the round.", "Su respuesta no se hizo con la llave de esta ronda. No siga y no lo intente otra vez: llame a la línea de ayuda de la ronda."],
  "head-manifest": ["Stop: the rules of the round do not hold", "Alto: las reglas de la ronda no se sostienen"],
  "say-manifest": ["The City and the trustee do not say the same, or one did not sign. Type nothing about a family: call the help line of the round.", "La Ciudad y la entidad fiduciaria no dicen lo mismo, o una no firmó. No escriba nada sobre ninguna familia: llame a la línea de ayuda de la ronda."],
  "head-pinned": ["Stop: the rules of the round have changed", "Alto: las reglas de la ronda han cambiado"],
  "say-pinned": ["A round's rules never change once it is open. Type nothing about a family: call the help line of the round.", "Las reglas de una ronda nunca cambian una vez abierta. No escriba nada sobre ninguna familia: llame a la línea de ayuda de la ronda."],
  "head-absent": ["This round is not ready", "Esta ronda no está lista"],
  "say-absent": ["{party} does not have this round, or not yet. Check the link with your group.", "{party} no tiene esta ronda, o todavía no. Revise el enlace con su grupo."],
  "head-offline": ["{party} does not answer", "{party} no responde"],
  "say-offline": ["Nothing is lost. Check the network and try again: the same claim gives the same token until midnight. Or keep the claim on this tablet until there is a network.", "No se pierde nada. Revise la red e intente de nuevo: la misma solicitud da la misma ficha hasta la medianoche. O guarde la solicitud en esta tableta hasta que haya red."],
  "head-another-day": ["This tablet and the trustee do not have the same day", "Esta tableta y la entidad fiduciaria no tienen el mismo día"],
  "say-another-day": ["Look at the date and the time of this tablet, set them right, and try again. Nothing is lost.", "Mire la fecha y la hora de esta tableta, corríjalas e intente de nuevo. No se pierde nada."],
  "head-misread": ["{party} did not understand this page", "{party} no entendió esta página"],
  "say-misread": ["Reload the page and try again. If it comes back, call the help line of the round.", "Recargue la página e intente de nuevo. Si vuelve a pasar, llame a la línea de ayuda de la ronda."],
  "head-broken": ["Something did not work", "Algo no funcionó"],
  "say-broken": ["Reload the page and try again. If it comes back, call the help line of the round.", "Recargue la página e intente de nuevo. Si vuelve a pasar, llame a la línea de ayuda de la ronda."],
  city: ["the City", "la Ciudad"],
  trustee: ["the trustee", "la entidad fiduciaria"],

  // appeals
  appeals: ["Appeals from this tablet", "Apelaciones de esta tableta"],
  appealsnone: ["No appeal was made on this tablet", "No se hizo ninguna apelación en esta tableta"],
  appealsnonewhat: ["After a refusal you can appeal for the family. It then waits here under a number.", "Después de un rechazo puede apelar por la familia. Entonces espera aquí con un número."],
  appealhead: ["Appeal for this family", "Apelar por esta familia"],
  appealwhat: ["Choose what went wrong. No name and no words go with it. Write the number on the family's letter.", "Elija qué salió mal. No van ni nombres ni palabras. Escriba el número en la carta de la familia."],
  "reason-document-error": ["A name, date or document was entered wrongly, or is another person's", "Un nombre, fecha o documento se escribió mal, o es de otra persona"],
  "reason-split-household": ["The household has parted: an adult was counted with another one", "El hogar se separó: un adulto se contó con otro hogar"],
  "reason-lost-code": ["The family was helped, and lost the token, or the card and its receipt code", "La familia recibió ayuda y perdió la ficha, o la tarjeta y su código de recibo"],
  "reason-other-error": ["Another mistake", "Otro error"],
  noreason: ["Choose a reason.", "Elija un motivo."],
  send: ["Send the appeal", "Enviar la apelación"],
  appealsent: ["The appeal has number {number}", "La apelación tiene el número {number}"],
  appealsentwhat: ["Give the number to the family. Somebody asks here, on this tablet, in a few days.", "Dé el número a la familia. Alguien pregunta aquí, en esta tableta, en unos días."],
  appealunsent: ["Not sent yet", "Sin enviar"],
  ask: ["Ask how it stands", "Preguntar cómo va"],
  "state-asked": ["Not decided yet", "Sin decidir"],
  "state-granted": ["Granted", "Concedida"],
  "state-refused": ["Refused", "Rechazada"],
  forget: ["Take it off this tablet", "Quitarla de esta tableta"],
  showslip: ["Show the token", "Mostrar la ficha"],

  // without a network
  waiting: ["Claims that wait on this tablet", "Solicitudes que esperan en esta tableta"],
  waitingnone: ["No claim waits", "No espera ninguna solicitud"],
  waitingnonewhat: ["Without a network a claim can be kept here, closed with a passphrase, until there is one again.", "Sin red, una solicitud se puede guardar aquí, cerrada con una frase, hasta que vuelva la red."],
  waitingwhat: [
    "These claims hold names, closed with your passphrase. This is the only place where a name rests: send them as soon as there is a network.",
    "Estas solicitudes contienen nombres, cerrados con su frase. Este es el único lugar donde queda un nombre: envíelas en cuanto haya red.",
  ],
  inactive: [
    "A card that is handed out now is not active. The card table marks it out under this number. It goes live when the claim has been made; if the household was helped before, it stays empty. Tell the family.",
    "Una tarjeta que se entrega ahora no está activa. La mesa de tarjetas la apunta con este número. Se activa cuando la solicitud se haya hecho; si el hogar ya recibió ayuda, queda vacía. Dígaselo a la familia.",
  ],
  keepclaim: ["Keep the claim until there is a network", "Guardar la solicitud hasta que haya red"],
  kept: ["Waiting number {n}", "Número de espera {n}"],
  keptwhat: ["The claim is closed on this tablet. What was typed is wiped from the page.", "La solicitud está cerrada en esta tableta. Lo escrito está borrado de la página."],
  passphrase: ["Passphrase of this tablet", "Frase de esta tableta"],
  newpassphrase: ["Choose a passphrase for this tablet", "Elija una frase para esta tableta"],
  passphrasehint: ["At least 16 characters: four or five words. It is kept nowhere. Without it, waiting claims are lost.", "Al menos 16 caracteres: cuatro o cinco palabras. No se guarda en ningún lugar. Sin ella se pierden las solicitudes en espera."],
  passphrase2: ["The same again", "La misma otra vez"],
  shortpassphrase: ["Use at least 16 characters.", "Use al menos 16 caracteres."],
  otherpassphrase: ["The two are not the same.", "Las dos no son iguales."],
  badpassphrase: ["This is not the passphrase of this tablet.", "Esta no es la frase de esta tableta."],
  unlock: ["Open", "Abrir"],
  run: ["Make these claims now", "Hacer estas solicitudes ahora"],
  "wait-waiting": ["Waits, closed", "Espera, cerrada"],
  "wait-ready": ["The token is ready", "La ficha está lista"],
  "wait-helped": ["Helped already: the card stays empty", "Ya recibió ayuda: la tarjeta queda vacía"],
  lock: ["Lock", "Cerrar"],
  numbered: ["Number {n}", "Número {n}"],

  // idle
  idle: ["Nobody has typed for a while. What stands here is wiped in {n} seconds.", "Nadie ha escrito desde hace un rato. Lo que hay aquí se borra en {n} segundos."],
  stay: ["I am still here", "Sigo aquí"],
  idlewiped: ["The page was wiped, because nobody typed for two minutes.", "La página se borró porque nadie escribió durante dos minutos."],
};

let spoken = "en";

export function language() {
  return spoken;
}

export function speak(chosen) {
  spoken = chosen in LANGUAGES ? chosen : "en";
}

export function say(name, parts = {}) {
  const text = TABLE[name][Object.keys(LANGUAGES).indexOf(spoken)];
  return text.replace(/\{(\w+)\}/g, (_, part) => parts[part]);
}

export function has(name) {
  return name in TABLE;
}

export function money(cents) {
  const whole = cents % 100 === 0;
  return new Intl.NumberFormat(spoken === "es" ? "es-US" : "en-US", { style: "currency", currency: "USD", minimumFractionDigits: whole ? 0 : 2 }).format(cents / 100);
}

export function dayOf(text, zone) {
  return new Intl.DateTimeFormat(spoken === "es" ? "es-US" : "en-US", { dateStyle: "long", timeZone: zone }).format(new Date(text));
}
