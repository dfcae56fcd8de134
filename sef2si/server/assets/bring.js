// Files: says that one is being read, takes one dropped onto the box, and brings a refusal to who waits for it.
document.querySelector('.wrong[role=alert]')?.focus();

for (const form of document.querySelectorAll('form.bring, form.preview')) {
  form.addEventListener('submit', (event) => {
    const file = form.querySelector('input[type=file]')?.files[0];
    const line = form.querySelector('.reading');
    if (file && file.size > Number(form.querySelector('input[type=file]').dataset.largest)) {
      event.preventDefault(); // the server says the same, but only after the whole file was sent
      tooLarge(form, file.name, Number(form.querySelector('input[type=file]').dataset.largest));
      return;
    }
    if (line) {
      const doing = form.classList.contains('preview')
        ? event.submitter?.value === 'bring'
          ? 'Bringing it in…'
          : 'Looking again…'
        : file
          ? `Reading ${file.name}…`
          : '';
      line.textContent = doing;
      if (doing) line.append(' ', document.createElement('progress'));
    }
    // A second press would send it twice; the buttons come back with the next page, or with this one from the back button.
    setTimeout(() => form.querySelectorAll('button').forEach((each) => (each.disabled = true)));
  });
}

function tooLarge(form, name, largest) {
  const wrong = document.querySelector('.wrong[role=alert]') ?? document.createElement('div');
  Object.assign(wrong, { className: 'wrong', role: 'alert', tabIndex: -1 });
  const words = document.createElement('p');
  words.textContent =
    `${name} is larger than ${largest / 1_000_000} MB. ` +
    'Please take out its pictures, or bring it in parts. Nothing was imported.';
  wrong.replaceChildren(words);
  form.before(wrong);
  wrong.focus();
}

addEventListener('pageshow', () => {
  for (const each of document.querySelectorAll('form.bring button, form.preview button')) each.disabled = false;
  for (const line of document.querySelectorAll('.reading')) line.textContent = '';
});

// On paper nothing can be opened: the notes are printed with the rest.
addEventListener('beforeprint', () => {
  for (const each of document.querySelectorAll('.group > details')) each.open = true;
});
