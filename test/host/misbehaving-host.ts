import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { channelDescriptor, openChannel } from '../../drivers/host/channel.ts';
import type { FromHost, ToHostMessage } from '../../drivers/host/protocol.ts';

// A child that goes wrong in the way that its configuration's printer names. What it is told it writes down, see scripted.ts.

const parent = new Socket({ fd: channelDescriptor });
const sendAny = openChannel(
  parent,
  (message) => obey(message as ToHostMessage),
  () => process.exit(),
);
const send = (message: FromHost) => sendAny(message);
const end = () => process.exit();
parent.on('close', end);

let fault = '';
let readsAtAll = true;
let diary = '';

function obey(message: ToHostMessage): void {
  if (message.type === 'open') diary = join(message.config.trustDirectory, 'heard');
  appendFileSync(diary, `${JSON.stringify(message)}\n`);
  switch (message.type) {
    case 'open':
      open(message);
      return;
    case 'printerStatus':
      send({ type: 'answer', id: message.id, answer: { state: 'ready' } });
      return;
    case 'tryReader':
      tryReader(message.id);
      return;
    case 'readChip':
      read(message.id);
      return;
    case 'cancel':
      cancel(message.id);
      return;
    case 'print':
      print(message.id);
      return;
    default:
  }
}

function open({ config, reader }: Extract<ToHostMessage, { type: 'open' }>): void {
  fault = 'host' in config.printer ? config.printer.host : '';
  readsAtAll = reader;
  if (fault === 'never-starts') return;
  const ping = setInterval(() => send({ type: 'ping' }), 50);
  send({ type: 'ping' });
  if (fault === 'hangs-with-reader' && reader) hang();
  sendStatus();
  switch (fault) {
    case 'hangs':
      return hang();
    case 'answers-what-nobody-asked':
      sendAny({ type: 'answer', id: 'one' });
      return;
    case 'answers-before-it-is-asked':
      send({ type: 'answer', id: 1_000_000, answer: { state: 'ready' } });
      return;
    case 'shouts':
      return void setInterval(() => parent.write(`${' '.repeat(1_000_000)}{"type":"ping"}\n`), 1);
    case 'babbles':
      return void parent.write(Buffer.from([0, 0, 0, 8, 0xff, 0x0f, 0x0a, 0x7b, 0x0a]));
    case 'never-stops-talking':
      clearInterval(ping);
      return void setInterval(() => parent.write('x'.repeat(1_000_000)), 1);
    case 'floods':
      return void setInterval(() => parent.write(`${JSON.stringify({ type: 'ping' })}\n`.repeat(5_000)), 1);
    case 'never-ends':
      parent.off('close', end);
      setTimeout(end, 20_000);
  }
}

const sendStatus = () =>
  send({
    type: 'status',
    reader: readsAtAll ? { state: 'ready', card: true } : { state: 'starting', card: false },
    scanner: { state: 'not-fitted' },
    printer: { state: 'ready' },
  });

function tryReader(id: number): void {
  if (fault === 'hangs-with-reader' && !readsAtAll) hang();
  readsAtAll = true;
  sendStatus();
  send({ type: 'answer', id, answer: { works: true } });
}

function read(id: number): void {
  if (fault === 'garbles') send({ type: 'answer', id, answer: { ok: 'perhaps' } });
  if (fault === 'exchange-hangs')
    send({ type: 'answer', id, answer: { ok: false, code: 'DEVICE_TIMEOUT' }, reader: 'exchange-overdue' });
  if (fault === 'reads') send({ type: 'chip-progress', id, phase: 'read', fraction: 0 });
}

/** One that reads is slow to notice. */
function cancel(id: number): void {
  if (fault !== 'reads') return;
  setTimeout(() => {
    send({ type: 'chip-progress', id, phase: 'read', fraction: 1 });
    send({ type: 'answer', id, answer: { ok: false, code: 'CANCELLED' } });
  }, 200);
}

function print(id: number): void {
  if (fault === 'dies-printing') end();
  if (fault === 'exchange-hangs' || fault === 'reads')
    setTimeout(() => send({ type: 'answer', id, answer: { outcome: 'confirmed', by: 'fence' } }), 300);
}

function hang(): never {
  for (;;);
}
