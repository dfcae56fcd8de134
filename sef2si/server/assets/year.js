// The page of the year: says how far a search is, and shows the plan when it has ended.
// Without it the page says the same when it is loaded again.
const solving = document.querySelector('[data-progress]');

async function look() {
  let answer;
  try {
    const reply = await fetch(solving.dataset.progress, { headers: { Accept: 'application/json' } });
    if (!reply.ok) return setTimeout(look, 3000);
    answer = await reply.json();
  } catch {
    return setTimeout(look, 3000);
  }
  if (!answer.solving) return location.reload();
  const line = solving.querySelector('[data-said]');
  const said = answer.stopping ? 'Stopping, and keeping the best plan so far.' : answer.said;
  if (line.textContent !== said) line.textContent = said;
  solving.querySelector('progress').value = answer.seconds;
  return setTimeout(look, 1000);
}

if (solving) {
  solving.querySelector('a.button')?.remove();
  setTimeout(look, 500);
}
