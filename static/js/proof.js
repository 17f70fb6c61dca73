/* A proof of work for gotchas/intake/proof.py: the counter with which PBKDF2 gives the key that begins as asked.
   form.js loads it where a form comes back with such a challenge. SubtleCrypto works beside the page, not in it. */
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');

const solve = async (challenge, tried) => {
  const { nonce, salt, cost, keyLength, keyPrefix, data } = challenge.parameters;
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  const method = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations: cost };
  for (let counter = 0; counter < data.tries; counter += 1) {
    new DataView(password.buffer).setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derivedKey = hex(await crypto.subtle.deriveBits(method, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
    tried(counter);
  }
  throw new Error('no counter fits');
};

/* Solve the challenge that `place` holds and send `form`; not by itself where its text was changed meanwhile, or
   where an error is to be read. `say` tells who does not see the bar. */
export const prove = async (form, place, say) => {
  if (!window.crypto?.subtle) return;
  const challenge = JSON.parse(place.dataset.challenge);
  const bar = Object.assign(document.createElement('progress'), { max: challenge.parameters.data.tries, value: 0 });
  const words = Object.assign(document.createElement('label'), { textContent: 'Your browser is working ' });
  const publish = Object.assign(document.createElement('button'), { textContent: 'Publish' });
  const offer = (told) => {
    words.textContent = told;
    say(told);
    form.querySelector('.actions').prepend(publish);
  };
  let isChanged = false;
  words.append(bar);
  place.append(words);
  say('Your browser is working');
  form.addEventListener('input', (event) => {
    if (isChanged || event.target.type === 'checkbox') return;
    isChanged = true;
    form.elements.proof.value = '';
    offer('You changed it: the work begins again when you press Publish.');
  });
  try {
    const proof = await solve(challenge, (counter) => { bar.value = counter; });
    if (isChanged) return;
    form.elements.proof.value = proof;
  } catch {
    words.textContent = 'It did not work here. Send the comment to an editor.';
    return;
  }
  if (form.parentElement.querySelector('#errors')) offer('The work is done. Press Publish.');
  else form.requestSubmit();
};
