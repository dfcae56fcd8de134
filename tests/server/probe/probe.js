export default { render({ model, el }) {
  const main = document.createElement('main'); main.id='main';
  const b = document.createElement('button'); b.textContent = 'Count ' + model.get('n');
  b.onclick = () => { model.set('n', model.get('n') + 1); model.save_changes(); };
  model.on('change:n', () => b.textContent = 'Count ' + model.get('n'));
  main.append(b); main.dataset.sef2siReady = ''; el.append(main);
} };
