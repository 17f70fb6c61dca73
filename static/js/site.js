/* What a page can do better with scripts. Every page works without this file; it makes the controls it needs itself. */
(() => {
  'use strict';
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  // Storage may be forbidden in this browser; then nothing is remembered and all else works.
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* see above */ } };
  // A live region speaks only when its text changes, hence the empty moment between two equal messages.
  const say = (text) => {
    const live = byId('live');
    live.textContent = '';
    setTimeout(() => { live.textContent = text; }, 50);
  };

  // "/" and Ctrl+K go to the search box. The key is compared by what it types, so that it works on AZERTY, where "/" needs Shift.
  const box = byId('q');
  const slashIsOn = () => recall('slash') !== 'off';
  const hasKeyboard = matchMedia('(hover: hover)').matches; // as good as it can be known
  const hint = () => {
    if (box && hasKeyboard) box.placeholder = `Words or a message code (${slashIsOn() ? '/' : 'Ctrl+K'})`;
  };
  document.addEventListener('keydown', (event) => {
    if (!box || event.defaultPrevented || event.isComposing || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    const slash = event.key === '/' && !command && !typing && slashIsOn();
    if (!slash && !(command && !event.shiftKey && event.key.toLowerCase() === 'k')) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  hint();

  // A shortcut of a single key needs an off switch (WCAG 2.1.4). It stands in the footer, whose line is as high without it.
  const keys = byId('keys');
  if (keys && box) {
    const text = make('span', {});
    const button = make('button', { type: 'button', className: 'quiet' });
    const show = () => {
      text.replaceChildren(...(slashIsOn() ? [make('kbd', { textContent: '/' }), ' or '] : []),
        make('kbd', { textContent: 'Ctrl' }), '+', make('kbd', { textContent: 'K' }), ' goes to the search box.');
      button.textContent = slashIsOn() ? 'Turn off the / key' : 'Turn on the / key';
      hint();
    };
    button.addEventListener('click', () => {
      remember('slash', slashIsOn() ? 'off' : 'on');
      show();
      say(slashIsOn() ? 'The / key is on' : 'The / key is off');
    });
    show();
    keys.append(text, button);
  }

  // Copy: prompts are marked up by the server and left out here, so a "#" that begins a comment stays.
  const codeOf = (figure) => {
    const code = figure.querySelector('pre').cloneNode(true);
    all('.prompt', code).forEach((prompt) => prompt.remove());
    return code.textContent.replace(/\n+$/, '');
  };
  const copy = async (figure, button) => {
    try {
      await navigator.clipboard.writeText(codeOf(figure));
      button.textContent = 'Copied';
      say('Copied');
    } catch {
      getSelection().selectAllChildren(figure.querySelector('pre'));
      button.textContent = 'Selected';
      say('Selected. Press Ctrl+C to copy.');
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  };
  all('figure.code').forEach((figure) => {
    const caption = figure.querySelector('figcaption');
    if (!caption || !figure.querySelector('pre')) return;
    const button = make('button', { type: 'button', className: 'quiet', textContent: 'Copy' });
    button.addEventListener('click', () => copy(figure, button));
    caption.append(button);
  });

  // The filter of a long list: every word must stand in a row. "amq 9637" also finds AMQ9637.
  const place = byId('filter');
  if (place) {
    const rows = all('[data-row]').map((row) => ({ row, text: row.textContent.toLowerCase().replace(/\s+/g, ' ') }));
    const input = make('input', { type: 'search', id: 'filter-text', autocomplete: 'off' });
    const count = make('p', { className: 'hint' });
    const filter = () => {
      const asked = input.value.trim().toLowerCase();
      const words = asked.split(/\s+/).filter(Boolean);
      const joined = words.join('');
      let shown = 0;
      rows.forEach(({ row, text }) => {
        row.hidden = !(words.every((word) => text.includes(word)) || (/\d/.test(joined) && text.includes(joined)));
        shown += !row.hidden;
      });
      count.textContent = asked ? `${shown} of ${rows.length} shown` : `${rows.length} on this page`;
      return count.textContent;
    };
    let waiting;
    input.addEventListener('input', () => {
      const text = filter();
      clearTimeout(waiting);
      waiting = setTimeout(() => say(text), 500);
    });
    place.append(make('label', { htmlFor: 'filter-text', textContent: 'Filter these gotchas' }), input, count);
    filter();
  }

  // A form for a comment opens below the link to it; its script comes with the first click. Should that fail, the link is a link.
  document.addEventListener('click', async (event) => {
    const link = event.target.closest?.('.comments .button[href], .comment > footer [href$="/reply/"]');
    const script = link?.closest('[data-form]')?.dataset.form;
    if (!script || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    try {
      await (await import(script)).openInPlace(link);
    } catch {
      location.assign(link.href);
    }
  });

  // A form sent from its own page leads to the comment: only now its draft may go. Any other page means that it was not posted.
  try {
    const sent = sessionStorage.getItem('sent');
    sessionStorage.removeItem('sent');
    if (sent && /^#comment-\d+$/.test(location.hash) && new URL(document.referrer).pathname.startsWith(sent)) localStorage.removeItem(`draft:${sent}`);
  } catch { /* no storage, no draft; no referrer, it stays */ }

  // A link to something inside a folded thread, or hidden by the filter, opens what hides it.
  const reveal = () => {
    let target = null;
    try { target = byId(decodeURIComponent(location.hash.slice(1))); } catch { /* "%" alone is no address */ }
    if (!target) return;
    const hidden = [];
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === 'DETAILS' && !at.open) { at.open = true; hidden.push(at); }
      if (at.hidden && at.dataset.row !== undefined) { at.hidden = false; hidden.push(at); }
    }
    if (hidden.length) target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();
})();
