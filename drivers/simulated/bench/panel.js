/* global document, window, fetch, EventSource */

const kioskSize = { width: 1080, height: 1920 };
const byId = (id) => document.getElementById(id);

const names = {
  valid: ['Bảo hiểm còn hạn', 'Insurance valid'],
  expired: ['Bảo hiểm hết hạn', 'Insurance expired'],
  unknown: ['Cổng không có thẻ', 'Portal has no card'],
  cloned: ['Chip sao chép', 'Cloned chip'],
};

/** What somebody might print and hold before the scanner. */
const hostile = [
  ['HTML', 'HTML', '<img src=x onerror="document.title=1">'],
  ['SQL', 'SQL', "099151012345'; DROP TABLE visit; --"],
  ['Địa chỉ javascript:', 'javascript: address', 'javascript:alert(1)'],
  ['Lệnh máy in', 'Printer commands', '099151012345\u001b@\u001dV\u0000'],
  ['Chữ đảo chiều', 'Text turned round', '099151012345||\u202eNGÔÒUN|01011990|Nam|x|01012022'],
  ['Quá dài', 'Too long', '9'.repeat(4_400)],
];

async function send(command) {
  const answer = await fetch('/commands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(command),
  });
  byId('notice').textContent = answer.ok ? '' : 'Chưa làm được lúc này. / Not possible right now.';
}

function button(label, english, command) {
  const element = document.createElement('button');
  const small = document.createElement('small');
  small.lang = 'en';
  small.textContent = english;
  element.append(label, small);
  element.dataset.command = JSON.stringify(command);
  const needs = { 'insert-card': 'reader', 'scan-text': 'scanner' }[command.type];
  if (needs) element.dataset.needs = needs;
  return element;
}

function personCard({ id, name, number }) {
  const card = document.createElement('article');
  card.dataset.person = id;
  const heading = document.createElement('h3');
  const [vi, en] = names[id];
  heading.textContent = name;
  const line = document.createElement('p');
  line.textContent = number;
  const kind = document.createElement('p');
  kind.className = 'kind';
  kind.textContent = `${vi} · ${en}`;
  const row = document.createElement('div');
  row.className = 'row';
  row.append(
    button('Quét QR', 'Scan', { type: 'scan', person: id, what: 'citizen-card' }),
    button('Đặt thẻ', 'Lay card', { type: 'insert-card', person: id }),
    button('Quét thẻ BHYT', 'Insurance', { type: 'scan', person: id, what: 'insurance-card' }),
    button('Quét bằng lái', 'Licence', { type: 'scan', person: id, what: 'licence' }),
  );
  const who = document.createElement('div');
  who.append(heading, kind, line);
  card.append(who, row);
  return card;
}

function show(state) {
  for (const card of document.querySelectorAll('[data-person]')) {
    card.classList.toggle('laid', card.dataset.person === state.card);
  }
  for (const element of document.querySelectorAll('[data-shows]')) {
    const [part, value] = element.dataset.shows.split(':');
    element.setAttribute('aria-pressed', String(state[part] === value));
  }
  const usable = {
    card: state.card !== null,
    secondCard: state.secondCard !== null,
    reader: state.reader !== 'none',
    pcscd: state.reader === 'pcsc',
    frozen: state.pcscd === 'frozen',
    scanner: state.scanner === 'plugged',
  };
  for (const element of document.querySelectorAll('[data-needs]')) element.disabled = !usable[element.dataset.needs];
  if (state.papers > 0) {
    const picture = document.createElement('img');
    picture.alt = 'Phiếu vừa in / The ticket just printed';
    picture.src = `/ticket.png?${state.papers}`;
    byId('tray').replaceChildren(picture);
  }
}

async function frame() {
  const answer = await fetch('/entrance', { method: 'POST' });
  byId('cabinet').hidden = !answer.ok;
  document.body.classList.toggle('alone', !answer.ok);
  if (answer.ok) byId('kiosk').src = (await answer.json()).url;
  scale();
}

/** The whole screen's height, and at most half of its width. */
function scale() {
  const factor = Math.min(window.innerHeight / kioskSize.height, window.innerWidth / 2 / kioskSize.width);
  document.documentElement.style.setProperty('--scale', String(factor));
}

const { people, maintenance } = await (await fetch('/bench')).json();
byId('people').replaceChildren(...people.map(personCard));
byId('hostile').replaceChildren(
  ...hostile.map(([label, english, text]) => button(label, english, { type: 'scan-text', text })),
);
byId('scan').addEventListener('click', () => void send({ type: 'scan-text', text: byId('text').value }));
byId('keys').textContent = maintenance.keys.join(' ');
byId('pin').textContent = maintenance.pin;
document.addEventListener('click', (event) => {
  const command = event.target.closest('[data-command]')?.dataset.command;
  if (command) void send(JSON.parse(command));
});
window.addEventListener('resize', scale);
new EventSource('/events').addEventListener('message', ({ data }) => show(JSON.parse(data)));
await frame();
