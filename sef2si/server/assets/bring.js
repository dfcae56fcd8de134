// Files: says that one is being read, takes one dropped onto the box, and brings a refusal to who waits for it.
document.querySelector('.wrong[role=alert]')?.focus();

for (const form of document.querySelectorAll('form.bring, form.preview')) {
  form.addEventListener('submit', (event) => {
    const file = form.querySelector('input[type=file]')?.files[0];
    const line = form.querySelector('.reading');
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

addEventListener('pageshow', () => {
  for (const each of document.querySelectorAll('form.bring button, form.preview button')) each.disabled = false;
  for (const line of document.querySelectorAll('.reading')) line.textContent = '';
});
