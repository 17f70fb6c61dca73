/* Paste your log: what is done on the reader's own machine before anything is sent. A file goes into the box, names are masked,
   and "Send only the codes" leaves out all else. Without this file the form works. */
const form = document.getElementById('log-form');
const box = form.elements.text;
const chosen = form.elements.file;
const longest = Number(form.dataset.longest);
const SHOWN = 50; // masked names that are listed
const PREVIEW = 20000; // characters of what is sent that are shown

const make = (tag, properties, ...inside) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
};
const say = (text) => {
  const live = document.getElementById('live');
  live.textContent = '';
  setTimeout(() => { live.textContent = text; }, 50);
};
const many = (number, one) => `${number.toLocaleString('en-GB')} ${one}${number === 1 ? '' : 's'}`;

// What is masked, in this order: a certificate's name may hold a mail address, and that a host name. No pattern looks further
// than a bounded way, so that no megabyte takes long.
const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const TOPS = 'com|net|org|edu|gov|mil|int|biz|info|io|dev|app|cloud|local|localdomain|internal|intern|intranet|corp|home|lan|private|test|example|invalid|eu|de|at|ch|fr|it|es|pt|nl|be|lu|uk|ie|dk|se|no|fi|pl|cz|sk|hu|ro|gr|tr|ru|ua|us|ca|mx|br|ar|cl|au|nz|jp|cn|kr|in|sg|hk|tw|za|il';
const PACKAGES = 'com|org|net|io|edu|gov|javax?|jakarta|jdk|sun|kotlin|scala';
const MASKS = [
  // CN=a b, O="c, d"; CN = a b as OpenSSL prints it; /C=a/CN=b as it did before; O=a\, b.
  ['certificate name', /(?<![\w-])((?:(?:CN|OU|O|L|ST|SP|S|C|DC|UID|E|MAIL|EMAILADDRESS|SERIALNUMBER|STREET|PC) ?= ?|(?:cn|ou|o|dc|uid)=))(?:"[^"\n]{1,200}"|(?:\\[^\n]|[^\s,;"'<>()/\\]|\/(?![A-Za-z]{1,12}=)){1,200}(?:(?: (?:\\,|[\p{L}.&-]){0,60}\d{0,2}){1,6}(?=[,;"'>)\n/]|$))?)/gmu, '$1NAME'],
  ['mail address', /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}/g, 'MAIL'],
  ['IP address', new RegExp(`(?<![\\w.])(?:${OCTET}\\.){3}${OCTET}(?!\\w|\\.\\d)`, 'g'), 'ADDRESS'],
  ['IP address', /(?<![\w:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}|::[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})(?![\w:])/gi, 'ADDRESS'],
  // In one case throughout, and no package: org.shop.app and c.e.App name programs, as their makers wrote them.
  ['host name', new RegExp(`(?<![\\w.@-])(?!(?:${PACKAGES})\\.|(?:[a-z]\\.){2})(?:\\w[\\w-]{0,62}\\.){1,8}(?:${TOPS}|${TOPS.toUpperCase()}|Com|Net|Org)(?![\\w-]|\\.\\w)`, 'g'), 'HOST'],
  ['host name', /(\b(?:(?:remote|local)?host(?: ?name)?|conname) ?\(?['"(]|\b(?:host(?:name)?|server|node|machine|computer|peer|rhost|conname)["']?\s?[=:]\s?['"(]?|server at ["']|<computer>|\bENOTFOUND |:(?:@?\/\/|@)|(?<![\w:\\])(?:\\\\){1,2})(?!HOST|ADDRESS|\d{1,5}\b)[A-Za-z0-9_][\w.-]{0,80}/gi, '$1HOST'],
  // What stands behind the time of syslog, before an address (Java), and further in a list with ports (MQ).
  ['host name', /(^[A-Z][a-z]{2} [ \d]\d [\d:]{8} )[\w.-]{1,80}(?= [\w./-]{1,60}\[\d{1,9}\]:)/gm, '$1HOST'],
  ['host name', /(?<![\w.-])(?!HOST)[A-Za-z][\w-]{0,62}(?=\/ADDRESS)|(?<=\(\d{2,5}\),)(?!HOST|ADDRESS)[A-Za-z][\w.-]{0,80}(?=\(\d{2,5}\))/g, 'HOST'],
];

// The text with its names masked, and each name with what it was taken for.
const masked = (text) => {
  const names = new Map();
  const out = MASKS.reduce((whole, [kind, pattern, word]) => whole.replace(pattern, (found, before) => {
    const kept = word.startsWith('$1') ? before : '';
    names.set(found.slice(kept.length), kind);
    return kept + word.replace('$1', '');
  }), text);
  return [out, names];
};

// What looks like a code, and is no part of a longer name: letters with a number, a hexadecimal number, a name that only
// codes have, and a number behind a word that announces one. Lines stay, so that their numbers hold.
const CODE = new RegExp(String.raw`(?<![\w.@/\\$#&~-])(?:${[
  String.raw`[A-Z]{1,8}(?:\d?-)?\d{3,6}[A-Z]?`,
  String.raw`CVE-\d{4}-\d{4,9}`,
  String.raw`S(?:0C[1-9A-F]|[BDE]37)`,
  String.raw`0[xX][0-9A-Fa-f]{2,16}`,
  String.raw`MQRC(?:CF)?_[A-Z0-9_]{2,60}`,
  String.raw`%[A-Z][A-Z0-9_]{0,20}(?:-[A-Z0-9_]{1,20})?-[0-7]-[A-Z0-9_]{1,30}`,
  String.raw`[Ss][Qq][Ll][Ss][Tt][Aa][Tt][Ee][ =:'"[(]{1,3}[0-9A-Z]{5}`,
  String.raw`error:[0-9A-Fa-f]{8,16}(?=:)`,
  String.raw`(?:[Rr][Cc]|[Ee]rrno|ERRNO|sqlcode|SQLCODE|[Rr]eason(?: code)?|[Ee]rror(?: code)?|ERROR|[Ss]tatus|[Ee]vent ?I[Dd])[ =:'"(]{1,3}-?\d{1,10}`,
].join('|')})(?![\w@/\\$#&~-]|\.\w)`, 'g');
const codesOf = (text) => text.split(/\r\n|[\r\n\x85\u2028\u2029]/).map((line) => (line.match(CODE) || []).join(' ')).join('\n');

const mask = make('input', { type: 'checkbox', checked: true });
const only = make('button', { className: 'quiet', textContent: 'Send only the codes' });
const told = make('p', { className: 'hint' });
const names = make('ul', {});
const list = make('details', { hidden: true }, make('summary', { textContent: 'What is masked' }), names);
const sent = make('pre', { tabIndex: 0 });
const found = make('p', {});
const alone = make('details', { hidden: true }, make('summary', { textContent: 'Show the codes alone' }), found);
const preview = make('details', { hidden: true }, make('summary', { textContent: 'Show what would be sent' }), sent);
document.getElementById('log-tools').append(
  make('label', {}, mask, 'Mask IP addresses, host names, mail addresses and names in certificates'), told, list, preview, alone);
form.querySelector('.actions').append(only);

const toSend = (text, codesOnly) => {
  const [out, taken] = mask.checked || codesOnly ? masked(text) : [text, new Map()];
  return [codesOnly ? codesOf(out) : out, taken];
};
const show = () => {
  const [out, taken] = toSend(box.value);
  const codes = codesOf(mask.checked ? out : masked(box.value)[0]).split(/\s+/).filter(Boolean);
  told.textContent = box.value && `What leaves this machine: ${mask.checked
    ? `the text with ${many(taken.size, 'name')} masked`
    : 'the whole text as it stands'}, or only ${many(codes.length, 'word')} that may be codes: letters with a number of three digits or more, hexadecimal numbers, and numbers behind words such as rc or error. A name that is built like that is among them.`;
  found.textContent = codes.slice(0, 1000).join(' ');
  alone.hidden = !codes.length;
  names.replaceChildren(...[...taken].slice(0, SHOWN).map(([name, kind]) => make('li', {}, make('bdi', { textContent: name }), ` (${kind})`)));
  if (taken.size > SHOWN) names.append(make('li', { textContent: `and ${taken.size - SHOWN} more` }));
  list.hidden = !taken.size;
  preview.hidden = !box.value;
  sent.textContent = out.slice(0, PREVIEW) + (out.length > PREVIEW ? '\n…' : '');
};
let soon;
const later = () => { clearTimeout(soon); soon = setTimeout(show, 300); };
box.addEventListener('input', later);
mask.addEventListener('change', show);

// A file is read into the box, to be masked as well. What is no UTF-8 is read as the server reads it.
const read = async (file) => {
  chosen.value = '';
  const refuse = (why) => { told.textContent = `${file.name} was not read: it is ${why}`; say(told.textContent); };
  if (file.size > longest) return refuse('longer than 1 MB. Take the part around the error.');
  const bytes = new Uint8Array(await file.arrayBuffer());
  if ([0x8b1f, 0x4b50, 0x5a42, 0x37fd].includes(bytes[0] + bytes[1] * 256)) return refuse('compressed. Unpack it first.');
  const wide = { 65279: 'utf-16le', 65534: 'utf-16be' }[bytes[0] + bytes[1] * 256] || (bytes[0] ? !bytes[1] && 'utf-16le' : bytes[1] && 'utf-16be');
  try {
    box.value = new TextDecoder(wide || 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    box.value = new TextDecoder('latin1').decode(bytes);
  }
  show();
  say(`${file.name} stands in the box now`);
};
chosen.addEventListener('change', () => { if (chosen.files[0]) read(chosen.files[0]); });
form.addEventListener('dragover', (event) => { if (event.dataTransfer.types.includes('Files')) event.preventDefault(); });
form.addEventListener('drop', (event) => {
  if (!event.dataTransfer.files[0]) return;
  event.preventDefault();
  read(event.dataTransfer.files[0]);
});

// The box keeps the text as it was typed; what is sent is made at the last moment.
let codesOnly = false;
form.addEventListener('submit', (event) => { codesOnly = event.submitter === only; });
form.addEventListener('formdata', (event) => event.formData.set('text', toSend(box.value, codesOnly)[0]));

// A log in the search box comes here, and goes on as if it had been pasted.
let handed;
try {
  handed = sessionStorage.getItem('log');
  sessionStorage.removeItem('log');
} catch { /* nothing is kept, so nothing was handed on */ }
if (handed) box.value = handed;
show();
if (handed) form.requestSubmit();
addEventListener('pageshow', show); // back from the answer, with the text still in the box
