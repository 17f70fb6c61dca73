/* Forms of readers: drafts, a name to remember, and a form opened in the page where it was asked for.
   The form's own page loads this file; site.js loads it with the first click elsewhere. Without it every form works. */
const KEPT = 30 * 24 * 3600 * 1000; // a draft that nobody came back for, in milliseconds

const make = (tag, properties, ...inside) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
};
// Storage may be forbidden or full; then nothing is remembered and all else works.
const quietly = (work) => { try { return work(); } catch { return null; } };
const recall = (key) => quietly(() => JSON.parse(localStorage.getItem(key)));
const forget = (key) => quietly(() => localStorage.removeItem(key));
const remember = (key, value) => quietly(() => localStorage.setItem(key, JSON.stringify(value)));
const say = (text) => {
  const live = document.getElementById('live');
  live.textContent = '';
  setTimeout(() => { live.textContent = text; }, 50);
};

// Drafts: one for each address a form is sent to, written with every key, gone when the text is posted or discarded.
const draftOf = (form) => `draft:${form.getAttribute('action')}`;
const asked = (form) => [...form.elements].filter((field) => (
  field.name && !['hidden', 'submit'].includes(field.type) && !field.closest('.trap')));
const isTick = (field) => ['checkbox', 'radio'].includes(field.type);
const isChanged = (field) => {
  if (isTick(field)) return field.checked !== field.defaultChecked;
  return field.options ? !field.selectedOptions[0]?.defaultSelected : field.value !== field.defaultValue;
};
const nameOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);
const part = (field) => (isTick(field) ? 'checked' : 'value');
const keep = (form) => {
  const fields = asked(form);
  // A form that came back filled has what was typed as its defaults.
  if (!('typed' in form.dataset || fields.some(isChanged))) return forget(draftOf(form));
  return remember(draftOf(form), { at: Date.now(), typed: fields.map((field) => [nameOf(field), field[part(field)]]) });
};
const told = (at) => {
  const day = new Date(at).toDateString() === new Date().toDateString() ? {} : { day: 'numeric', month: 'long' };
  return new Date(at).toLocaleString('en-GB', { ...day, hour: '2-digit', minute: '2-digit' });
};
const restore = (form) => {
  if ('typed' in form.dataset) return; // what the server gave back is newer
  const draft = recall(draftOf(form));
  const early = asked(form).filter(isChanged); // typed before this script was there
  if (!draft) {
    if (early.length) keep(form);
    return;
  }
  const typed = new Map(draft.typed);
  asked(form).forEach((field) => {
    if (typed.has(nameOf(field)) && !early.includes(field)) field[part(field)] = typed.get(nameOf(field));
  });
  const words = `Your draft from ${told(draft.at)} is back.`;
  const button = make('button', { type: 'button', className: 'quiet', textContent: 'Discard' });
  const line = make('div', { className: 'note actions' }, make('span', { textContent: words }), button);
  button.addEventListener('click', () => {
    form.reset();
    forget(draftOf(form));
    line.remove();
    begin(form);
    say('The draft is discarded');
  });
  form.prepend(line);
  say(words);
};
quietly(() => Object.keys(localStorage).forEach((key) => {
  if (key.startsWith('draft:') && !(Date.now() - recall(key)?.at < KEPT)) forget(key);
}));

// The name and the mail address stay on this device for the next form only where that is asked for.
const offerToRemember = (form) => {
  const place = form.querySelector('.remember');
  if (!place) return;
  const fields = ['author_name', 'author_email'].map((name) => form.elements[name]);
  const who = recall('who');
  const box = make('input', { type: 'checkbox', checked: Boolean(who), defaultChecked: Boolean(who) });
  box.setAttribute('aria-describedby', 'remember-hint');
  fields.forEach((field) => { if (who && !field.value) field.value = field.defaultValue = who[field.name] || ''; });
  form.addEventListener('input', () => {
    box.defaultChecked = box.checked; // a discarded draft leaves it as it is
    if (!box.checked) return forget('who');
    return remember('who', Object.fromEntries(fields.map((field) => [field.name, field.value])));
  });
  place.replaceChildren(make('label', {}, box, 'Remember my name on this device'),
    make('p', { className: 'hint', id: 'remember-hint', textContent: 'And the mail address, if you gave one. Both stay in this browser.' }));
};

const begin = (form) => {
  const fields = asked(form);
  (fields.find((field) => !field.value) || fields[0]).focus();
};
const dress = (form) => {
  offerToRemember(form);
  restore(form);
  form.addEventListener('input', () => keep(form));
  const work = form.querySelector('[data-challenge]'); // what looks like a robot's is published for a moment of work
  if (work) import(work.dataset.solver).then(({ prove }) => prove(form, work, say));
};

// What a correction would change, shown after the last key: the page of its changes is fetched and one element swapped.
const follow = (form) => {
  const place = form.querySelector('#changes');
  let timer;
  let fetching;
  const look = () => {
    clearTimeout(timer);
    fetching?.abort();
    timer = setTimeout(async () => {
      const { signal } = fetching = new AbortController();
      const body = new URLSearchParams(new FormData(form));
      try {
        const answer = await fetch(form.dataset.changes, { method: 'POST', body, signal });
        if (answer.status === 429) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('changes');
        place.hidden = !fresh || fresh.hidden;
        if (!place.hidden) place.lastElementChild.replaceWith(fresh.lastElementChild);
      } catch { /* the button below does the same */ }
    }, 400);
  };
  form.elements.text.addEventListener('input', look);
  if (isChanged(form.elements.text)) look(); // a draft, or typed before this script was there
};

// In place: the page of the form is fetched whole, and its form stands below the link that asked for it.
let opened = null;

const close = () => {
  const { place, link } = opened;
  const isKept = recall(draftOf(place.querySelector('form')));
  opened = null;
  place.remove();
  link.focus();
  say(isKept ? 'Closed. Your draft is kept.' : 'Closed');
};
const show = (place, html) => {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const form = page.querySelector('form.form');
  if (!form) return page;
  place.replaceChildren(make('h3', { id: 'in-place', textContent: page.querySelector('h1').textContent }),
    ...page.querySelectorAll('#errors, #preview-place'), form);
  const cancel = make('button', { type: 'button', className: 'quiet', textContent: 'Cancel' });
  cancel.addEventListener('click', close);
  form.querySelector('.actions').append(cancel);
  form.addEventListener('submit', (event) => send(place, form, event));
  dress(form);
  return null;
};
// An answer without a form, or none: the form stays as it is, with the words above it.
const tell = (place, heading, words) => {
  place.querySelector('#errors')?.remove();
  const summary = make('div', { id: 'errors', className: 'note err errors', tabIndex: -1 },
    make('h2', { textContent: heading }), make('p', { textContent: words }));
  place.querySelector('h3').after(summary);
  summary.focus();
};
const send = async (place, form, event) => {
  event.preventDefault();
  if (place.hasAttribute('aria-busy')) return;
  place.setAttribute('aria-busy', 'true');
  const address = event.submitter?.getAttribute('formaction') || form.getAttribute('action');
  const body = new URLSearchParams(new FormData(form));
  say('Sending');
  try {
    const answer = await fetch(address, { method: 'POST', body, headers: { Prefer: 'return=minimal' } });
    if (answer.status === 201) {
      forget(draftOf(form));
      location.assign(answer.headers.get('Location'));
      return; // still busy: a second click while the page loads sends nothing
    }
    const page = show(place, await answer.text());
    if (page) tell(place, page.querySelector('h1')?.textContent || 'It was not sent', (page.querySelector('main h1 ~ p') || page.body).textContent);
    else place.querySelector('[autofocus]')?.focus();
  } catch {
    tell(place, 'It was not sent', 'No answer came. What you typed is still here: send it again when the connection is back.');
  }
  place.removeAttribute('aria-busy');
};

/* Open the form at the link's address below the link; rejects where there is no form to be had. */
export const openInPlace = async (link) => {
  if (opened?.link !== link) {
    const place = make('section', { className: 'in-place' });
    place.setAttribute('aria-labelledby', 'in-place');
    const html = await (await fetch(link.href)).text();
    opened?.place.remove();
    if (show(place, html)) throw new Error('no form');
    place.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) close();
    });
    (link.closest('.comment') || link.parentElement).after(place);
    opened = { place, link };
  }
  begin(opened.place.querySelector('form'));
};

// The form on its own page. It is sent as without scripts; site.js forgets the draft when the comment is shown.
const own = document.querySelector('form.form');
if (own) {
  dress(own);
  if (own.dataset.changes) follow(own);
  own.addEventListener('submit', (event) => {
    if (!event.submitter?.matches('[formaction*=preview]')) quietly(() => sessionStorage.setItem('sent', own.getAttribute('action')));
  });
  addEventListener('pageshow', () => quietly(() => sessionStorage.removeItem('sent'))); // back here: not posted
}
