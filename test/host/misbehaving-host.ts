import type { FromHost, ToHost } from '../../drivers/host/protocol.ts';

// A child that goes wrong in the way that its configuration's printer host names.
process.on('message', (message: ToHost) => {
  if (message.type === 'open') begin(message.config.printer.host);
  if (message.type === 'printerStatus') send({ type: 'answer', id: message.id, answer: { state: 'ready' } });
});
const end = () => process.exit();
process.on('disconnect', end);

function begin(fault: string): void {
  if (fault === 'never-starts') return;
  const ping = setInterval(() => send({ type: 'ping' }), 50);
  send({
    type: 'status',
    reader: { state: 'ready', card: true },
    scanner: { state: 'absent' },
    printer: { state: 'ready' },
  });
  switch (fault) {
    case 'falls-silent':
      clearInterval(ping);
      return;
    case 'hangs':
      for (;;);
    case 'garbles':
      return void process.send?.({ type: 'answer', id: 'one' });
    case 'never-ends':
      process.off('disconnect', end);
      setTimeout(end, 20_000);
  }
}

function send(message: FromHost): void {
  process.send?.(message, () => undefined);
}
