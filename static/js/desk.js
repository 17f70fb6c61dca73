/* Keys of a queue, while the list has focus: J and K go down and up, others press the button of the item that names them. */
(() => {
  'use strict';
  const list = document.getElementById('queue');
  const items = [...list?.querySelectorAll(':scope > li') ?? []];
  if (!items.length) return;
  const at = () => items.findIndex((item) => item.contains(document.activeElement));
  const go = (n) => {
    const item = items[Math.min(Math.max(n, 0), items.length - 1)];
    item.focus();
    item.scrollIntoView({ block: 'nearest' });
  };
  list.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.matches('input:not([type=checkbox]), textarea')) return;
    const key = event.key.toLowerCase();
    if (key === 'j' || key === 'k') {
      event.preventDefault();
      go(at() + (key === 'j' ? 1 : -1));
    } else if (/^[a-z]$/.test(key) && at() >= 0) {
      const button = items[at()].querySelector(`[data-key=${key}]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    }
  });
  const boxes = [...list.querySelectorAll('input[name=comment]')];
  if (boxes.length > 1) {
    const all = Object.assign(document.createElement('button'), { type: 'button', className: 'quiet', textContent: 'Choose all on this page' });
    all.addEventListener('click', () => {
      boxes.forEach((box) => { box.checked = true; });
      document.getElementById('live').textContent = `${boxes.length} chosen`;
    });
    list.parentElement.querySelector('fieldset .actions').append(all);
  }
})();
