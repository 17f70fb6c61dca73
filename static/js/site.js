/* What a page can do better with scripts. It works without; the controls needed are made here. */
// The words are painted first: until then, or for a second, this is not even compiled. The style sheet keeps room for what is made.
new Promise((painted) => {
  setTimeout(painted, 999);
  new PerformanceObserver(painted).observe({ type: 'paint', buffered: true });
}).then(() => {
  'use strict';
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  // Storage may be forbidden; then nothing is remembered and all else works.
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* see above */ } };
  // A live region speaks when its text changes, hence the empty moment.
  const say = (text) => {
    const live = byId('live');
    live.textContent = '';
    setTimeout(() => { live.textContent = text; }, 50);
  };

  // "/" and Ctrl+K go to the search box. The key is compared by what it types, so that it works on AZERTY, where "/" needs Shift.
  const box = byId('q');
  const slashIsOn = () => recall('slash') !== 'off';
  const hint = () => {
    const hasKeyboard = matchMedia('(hover: hover)').matches; // as far as known
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

  // A shortcut of a single key needs an off switch (WCAG 2.1.4). The footer's line is as high without it.
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

  // What is typed is asked for after the last key; an answer that came too late is dropped.
  const asker = (pause, take) => {
    let timer;
    let asked;
    return (address) => {
      clearTimeout(timer);
      asked?.abort();
      if (!address) return;
      timer = setTimeout(async () => {
        const { signal } = asked = new AbortController();
        let text = '';
        try {
          const response = await fetch(address, { signal });
          if (response.ok) text = await response.text();
        } catch { /* dropped, or no network: the form works all the same */ }
        if (text && !signal.aborted) take(text, address);
      }, pause);
    };
  };
  const beside = (path) => new URL(path, box.form.action);

  // A log in the search box: an input drops its line breaks, and nothing of it may stand in an address. So it is handed as
  // it was pasted to the page of logs, which masks names and sends it (log.js). It stays a log until the box is empty.
  let log = null;
  const isLog = () => log || box.value.length > 1000 || `${new URLSearchParams({ q: box.value })}`.replaceAll('+', '%20').length > 6000;
  if (box) {
    const note = make('p', { className: 'hint' });
    const link = make('a', { href: beside('../log/'), textContent: 'Paste your log' });
    box.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text') || '';
      if (text.length <= 1000 && text.trim().split('\n').length <= 5) return;
      log = { text: box.value.slice(0, box.selectionStart) + text + box.value.slice(box.selectionEnd) };
    });
    box.addEventListener('input', () => {
      if (log) log.shown ??= box.value;
      if (!box.value) log = null;
      if (!isLog()) return note.remove();
      if (note.isConnected) return;
      note.replaceChildren('Search reads this as a log: names in it are masked, then it is sent, read once and not stored. To see first what is sent, use ', link, '.');
      box.form.append(note);
      say(note.textContent);
    });
    box.form.addEventListener('submit', (event) => {
      if (!isLog()) return;
      event.preventDefault();
      try {
        sessionStorage.setItem('log', log?.shown === box.value ? log.text : box.value);
        location.assign(link.href);
      } catch {
        note.replaceChildren('This browser hands it to no other page. Use ', link, '.');
      }
    });
  }

  // On /search/ the results follow what is typed: the same page is fetched and one element of it swapped. The filters are those
  // that the page came with: a checkbox swapped in may show one being typed just now.
  const found = byId('found');
  const swap = (html, address) => {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const fresh = page.getElementById('found');
    if (!fresh || found.contains(document.activeElement)) return;
    const unfolded = found.querySelector('details')?.open;
    found.replaceChildren(...fresh.childNodes);
    if (unfolded) all('details', found).forEach((details) => { details.open = true; });
    document.title = page.title;
    history.replaceState(null, '', address);
    say(all('#codes, #results, #none', found).map((heading) => heading.textContent).join('. '));
  };
  if (box && found) {
    const ask = asker(250, swap);
    const given = new URLSearchParams(new FormData(box.form));
    box.addEventListener('input', () => {
      given.set('q', box.value.trim());
      ask(isLog() ? null : new URL(`?${given}`, box.form.action));
    });
  }

  // Elsewhere the box suggests codes and titles: an editable combobox with a list, as the ARIA Authoring Practices have it.
  if (box && !found) {
    const list = make('div', { id: 'suggestions', className: 'suggestions', hidden: true });
    const set = (element, attributes) => Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    let options = [];
    let of = ''; // the text that these are for
    let active = -1;
    const choose = (index) => {
      active = index;
      options.forEach((option, n) => option.setAttribute('aria-selected', n === index));
      if (index < 0) return box.removeAttribute('aria-activedescendant');
      box.setAttribute('aria-activedescendant', options[index].id);
      options[index].scrollIntoView({ block: 'nearest' });
    };
    const open = (isOpen) => {
      list.hidden = !isOpen;
      box.setAttribute('aria-expanded', isOpen);
      choose(-1);
    };
    const ask = asker(120, (text) => {
      const [asked, names, about, addresses] = JSON.parse(text);
      of = asked;
      options = names.map((name, n) => {
        const option = make('a', { id: `suggestion-${n}`, href: new URL(addresses[n]).pathname, tabIndex: -1 });
        option.setAttribute('role', 'option');
        option.append(make('bdi', { textContent: name }), ' ', make('span', { className: 'muted', textContent: about[n] }));
        return option;
      });
      list.replaceChildren(...options);
      open(options.length > 0);
      if (options.length) say(`${options.length} suggestion${options.length > 1 ? 's' : ''}`);
    });
    const close = () => {
      ask();
      open(false);
    };
    // After the last option comes the box.
    const step = (by) => {
      if (list.hidden && of !== box.value.trim()) return;
      if (list.hidden) open(true);
      const places = options.length + 1;
      choose(((active + 1 + by + places) % places) - 1);
    };
    set(box, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': false, 'aria-controls': list.id });
    set(list, { role: 'listbox', 'aria-label': 'Suggestions' });
    box.form.append(list);
    box.addEventListener('input', () => {
      choose(-1);
      const text = box.value.trim();
      if (text.length < 2 || text.length > 100 || text.includes('\n') || isLog()) close();
      else ask(beside(`../suggest/?${new URLSearchParams({ q: text })}`));
    });
    box.addEventListener('keydown', (event) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      const isOpen = !list.hidden;
      if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && options.length) step(event.key === 'ArrowDown' ? 1 : -1);
      else if (event.key === 'Escape' && isOpen) close();
      else if (event.key === 'Escape' && box.value) {
        box.value = '';
        box.dispatchEvent(new Event('input'));
      } else if (event.key === 'Enter' && active >= 0) options[active].click();
      else {
        if (event.key === 'Enter') close();
        if (/^(Home|End|Arrow.*)$/.test(event.key)) choose(-1); // the caret moves in the text
        return;
      }
      event.preventDefault();
    });
    box.addEventListener('blur', close);
    list.addEventListener('mousedown', (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener('click', close);
  }

  // What was typed while this was on its way
  if (box && box === document.activeElement && box.value !== box.defaultValue) box.dispatchEvent(new Event('input'));

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

  // A selected passage (even before this ran, but not by Copy) can be corrected by a link below it.
  const correct = byId('correct');
  if (correct) {
    const link = make('a', { className: 'button fix-this', textContent: 'Correct this passage' });
    let waiting;
    const look = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const selection = getSelection();
        const quote = `${selection}`.trim();
        const range = quote && quote.length < 1500 && selection.getRangeAt(0);
        const at = range && range.commonAncestorContainer;
        const part = at && (at.closest ? at : at.parentElement).closest('[data-part]')?.dataset.part;
        if (!part || document.activeElement.closest('figcaption')) return link.remove();
        const { bottom, left } = range.getBoundingClientRect();
        link.href = `${correct.href}?${new URLSearchParams({ part, quote })}`;
        link.style.top = `${bottom + scrollY + 8}px`;
        link.style.left = `${Math.max(8, Math.min(left, innerWidth - 220)) + scrollX}px`;
        byId('main').append(link);
      }, 250);
    };
    document.addEventListener('selectionchange', look);
    look();
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

  // A form sent from its own page leads to the comment, or to what was #sent: only now its draft may go. Any other page: it was not posted.
  try {
    const sent = sessionStorage.getItem('sent');
    if (sent !== location.pathname) sessionStorage.removeItem('sent'); // there form.js does
    if (sent && (byId('sent') || (/^#comment-\d+$/.test(location.hash) && new URL(document.referrer).pathname.startsWith(sent)))) localStorage.removeItem(`draft:${sent}`);
  } catch { /* no storage, no draft; no referrer, it stays */ }

  // What was written since the last visit is marked. A visit is a tab: reading on and reloading do not end it. The server
  // knows nothing of it. One's own comments are not new.
  const heading = byId('comments');
  if (heading) {
    try {
      const key = `seen:${location.pathname}`;
      const now = new Date().toISOString();
      const since = sessionStorage.getItem(key) ?? localStorage.getItem(key) ?? now;
      sessionStorage.setItem(key, since);
      localStorage.setItem(key, now);
      const fresh = all('.comment:not(.own) > header').filter((header) => header.querySelector('time').dateTime > since);
      fresh.forEach((header) => {
        header.parentElement.classList.add('new');
        header.append(make('span', { className: 'tag', textContent: 'New' }));
      });
      const line = make('p', { className: 'more' });
      if (fresh.length) line.append(make('a', { href: `#${fresh[0].parentElement.id}`, textContent: `${fresh.length} new since your last visit` }), ' ');
      // Set where the thread has more pages: the time of what is newest in all of it.
      const { newest } = heading.parentElement.dataset;
      if (newest > since && !fresh.some((header) => header.querySelector('time').dateTime === newest)) {
        line.append(make('a', { href: `?new=${since}#comments`, textContent: 'New on other pages' }));
      }
      if (line.firstChild) heading.after(line);
    } catch { /* no storage, nothing is new */ }
  }

  // A link opens what is folded or filtered away, and leads to what is on another page by now.
  const reveal = () => {
    let target = null;
    try { target = byId(decodeURIComponent(location.hash.slice(1))); } catch { /* "%" alone is no address */ }
    if (!target) {
      const [, comment, row] = /^#(?:comment-(\d+)|([\d.]+))$/.exec(location.hash) || [];
      const way = comment ? `/comments/${comment}/` : row && place && `?at=${row}`;
      if (way) fetch(way).then((to) => to.status === 404 || location.replace(to.url + location.hash), () => {});
      return;
    }
    const hidden = [];
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === 'DETAILS' && !at.open) { at.open = true; hidden.push(at); }
      if (at.hidden && at.dataset.row !== undefined) { at.hidden = false; hidden.push(at); }
    }
    if (hidden.length) target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();
});
