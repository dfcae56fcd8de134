// Pages on which people come in: brings a refusal to who waits for it, shows a password, copies a link, prints.
// Without it they all work; only these helps are missing.
document.querySelector('.wrong[role=alert], .told[tabindex]')?.focus();

for (const box of document.querySelectorAll('input[data-reveal]')) {
  const words = document.querySelector(`label[for="${box.id}"]`)?.textContent.toLowerCase() ?? 'password';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'soft';
  const say = () => {
    const shown = box.type === 'text';
    button.textContent = shown ? 'Hide' : 'Show';
    button.setAttribute('aria-label', `${shown ? 'Hide' : 'Show'} ${words}`);
    button.setAttribute('aria-controls', box.id);
  };
  button.addEventListener('click', () => {
    box.type = box.type === 'password' ? 'text' : 'password';
    say();
  });
  // Sent as a password again, so that the browser offers to keep it and does not remember it as common text.
  box.form?.addEventListener('submit', () => {
    box.type = 'password';
    say();
  });
  const line = document.createElement('span');
  line.className = 'revealing';
  box.before(line);
  line.append(box, button);
  say();
}

for (const box of document.querySelectorAll('input[data-copy]')) {
  box.addEventListener('focus', () => box.select());
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'soft';
  button.textContent = 'Copy the link';
  button.addEventListener('click', async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Please copy what is marked';
    }
  });
  box.after(button);
}

for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
