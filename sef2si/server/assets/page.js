// The page around a notebook: takes the server's first paint away once the widgets have drawn, and says so in plain
// words when the connection to the kernel is lost. What is on the screen stays there.
const LATE_MS = 45_000;
const PATIENCE_MS = 2_000;
const LOST =
  'The connection to this page was lost. What you see and typed is still here, and everything marked as saved is safe. Reload the page to carry on.';
const NEVER = 'This page could not be opened. Nothing you saved is lost. Reload the page to try again.';
const LATE = 'This page is taking longer than usual to open. You can wait, or reload it.';

let drawn = false;
let leaving = false;
let patience = 0;

function tell(text) {
  const banner = document.getElementById('connection');
  const line = banner?.querySelector('p');
  // Said once: writing it again would wake the observer that led here.
  if (!line || leaving || (!banner.hidden && line.textContent === text)) return;
  line.textContent = text;
  banner.hidden = false;
  document.querySelector('#first-paint .opening')?.remove();
}

function withdraw() {
  clearTimeout(patience);
  patience = 0;
  const banner = document.getElementById('connection');
  if (banner) banner.hidden = true;
}

function look() {
  if (!drawn && document.querySelector('[data-sef2si-ready]')) {
    drawn = true;
    document.getElementById('first-paint')?.remove();
    // Voilà's shell is empty here: the widgets are drawn where the page wants them.
    const shell = document.querySelector('body > .jp-LabShell');
    if (shell) shell.remove();
    withdraw();
  }
  if (document.getElementById('could-not-open')) tell(NEVER);
}

function watchKernel(kernel) {
  let dead = false;
  kernel.statusChanged.connect((_, status) => {
    if (status === 'dead' || status === 'terminating') {
      dead = true;
      tell(LOST);
    }
  });
  kernel.connectionStatusChanged.connect((_, status) => {
    if (dead) return;
    if (status === 'connected') withdraw();
    else if (status === 'disconnected') tell(LOST);
    else if (!patience) patience = setTimeout(() => tell(LOST), PATIENCE_MS);
  });
}

function findKernel() {
  const kernel = window.jupyterapp?.widgetManager?.kernel;
  if (kernel) watchKernel(kernel);
  else setTimeout(findKernel, 100);
}

function start() {
  document.querySelector('#connection button').addEventListener('click', () => {
    leaving = true;
    // The form keeps what is not saved in this tab and offers it back: nobody need be asked whether to leave.
    document.documentElement.dataset.sef2siLeaving = '';
    location.reload();
  });
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-sef2si-ready'] });
  look();
  findKernel();
  setTimeout(() => drawn || tell(LATE), LATE_MS);
}

// Voilà says so too once it has started; a page closed before that, or one that failed, would leave its kernel behind.
function endKernel() {
  const { kernelId } = JSON.parse(document.getElementById('jupyter-config-data').textContent);
  const token = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? '';
  const last = new FormData();
  last.append('_xsrf', decodeURIComponent(token).replace(/^"|"$/g, ''));
  navigator.sendBeacon(`/voila/api/shutdown/${kernelId}`, last);
}

window.addEventListener('pagehide', () => {
  leaving = true;
  endKernel();
});
// The script may run before the first words of the page have been read, or long after.
(function whenBegun() {
  if (document.getElementById('connection')?.querySelector('button')) start();
  else setTimeout(whenBegun, 20);
})();
