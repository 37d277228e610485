import { get } from 'node:http';

// Boards and telephones of a hall, in a process of their own: `listeners.ts PORT COUNT EVENTS`. Each follows the server until it has
// heard so many events; when all have, this process says how late they came.

const [, , port = '', count = '', wanted = ''] = process.argv;
const latenesses: number[] = [];
let reconnected = 0;

function listen(address: string, after: number): void {
  const path = `/v1/board/events?after=${after}`;
  // A server counts its listeners by address.
  const headers = { 'x-forwarded-for': address };
  const request = get({ host: '127.0.0.1', port: Number(port), path, headers, agent: false });
  let last = after;
  request.on('response', (response) => {
    let rest = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      const now = Date.now();
      const messages = (rest + text).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) {
        const [, id, at] = /^id: (\d+)\ndata: \{"id":\d+,"at":"([^"]+)"/.exec(message) ?? [];
        if (id === undefined || at === undefined) continue;
        if (Number(id) !== last + 1) throw new Error(`event ${last + 1} was missed`);
        last = Number(id);
        latenesses.push(now - Date.parse(at));
        if (last === Number(wanted)) done();
      }
    });
    response.on('close', () => {
      reconnected += 1;
      listen(address, last);
    });
  });
  request.on('error', () => setTimeout(() => listen(address, last), 100));
}

for (let listener = 0; listener < Number(count); listener += 1) listen(`10.0.${listener >> 8}.${listener & 255}`, 0);

let finished = 0;
function done(): void {
  finished += 1;
  if (finished < Number(count)) return;
  const sorted = Float64Array.from(latenesses).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const heard = { events: sorted.length, p50: at(0.5), p99: at(0.99), worst: at(1), reconnected };
  process.stdout.write(`${JSON.stringify(heard)}\n`, () => process.exit());
}
