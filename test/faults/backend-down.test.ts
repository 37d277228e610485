import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startSurroundings, startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

/** A line between kiosk and backend that can be cut. */
async function startWithLine() {
  const around = await startSurroundings();
  const { hostname, port } = new URL(around.backend.url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const line = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket.once('close', () => void other.destroy()).on('error', () => undefined));
      socket.pipe(other);
    }
    return undefined;
  }).listen(0, '127.0.0.1');
  await once(line, 'listening');
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    line.close();
  });
  const url = `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
  const kiosk = await startWholeKiosk({
    ...around,
    config: { ...around.config, backend: { ...around.config.backend, url } },
  });
  // It has numbers of its own.
  await expect.poll(() => kiosk.log.some(({ event }) => event === 'lease')).toBe(true);
  const answer = (...options: string[]) =>
    kiosk.send(...options.map((option) => ({ type: 'answer' as const, option })));
  return { ...kiosk, answer, cut, mend: () => (isCut = false) };
}

it('before the card is read: a number, unchecked, and the chip is left alone', async () => {
  const { answer, cut, page, present, papers, log } = await startWithLine();
  cut();
  await present('valid');
  await page('question');
  await answer('follow-up', 'none', 'eyes');
  expect(await page('ticket', ({ paper }) => paper.state !== 'printing')).toMatchObject({
    number: 'X001',
    unverified: true,
    place: { room: { vi: 'Phòng 207' } },
    paper: { state: 'confirmed' },
  });
  expect(papers()).toHaveLength(1);
  expect(log.some(({ event }) => event === 'chip-read')).toBe(false);
  expect(log).toContainEqual({ event: 'failure', page: 'identify', code: 'BACKEND_UNREACHABLE' });
});

it('between the check and the number: a number, unchecked', async () => {
  const { cut, page, present, send } = await startWithLine();
  await present('valid');
  await page('person');
  cut();
  await send({ type: 'confirm' }, { type: 'answer', option: 'eyes' }, { type: 'confirm' });
  expect(await page('ticket', ({ paper }) => paper.state !== 'printing')).toMatchObject({
    number: 'X001',
    unverified: true,
  });
});

it('a service that is given to nobody unchecked: a slip for the desk', async () => {
  const { cut, page, present } = await startWithLine();
  cut();
  await present('valid', 'licence-renewal');
  expect(await page('desk', ({ paper }) => paper.state !== 'printing')).toMatchObject({
    reason: 'BACKEND_UNREACHABLE',
    paper: { state: 'confirmed' },
  });
});

it('away and back: three get tickets meanwhile, and wait in the order in which they came', async () => {
  const { answer, backend, clock, cut, mend, page, present, send, obey } = await startWithLine();
  const ticket = () => page('ticket', ({ paper }) => paper.state !== 'printing');
  const leave = async () => {
    await send({ type: 'finish' });
    await page('cleared');
    clock.pass(3_000);
    await page('home');
  };
  const takeCashierTicket = async () => {
    await send({ type: 'choose-service', service: 'queue-ticket' }, { type: 'answer', option: 'cashier' });
    return ticket();
  };
  cut();
  expect(await takeCashierTicket()).toMatchObject({ number: 'X001', unverified: false });
  await leave();
  await present('valid');
  await page('question');
  await answer('follow-up', 'pregnant', 'eyes');
  expect(await ticket()).toMatchObject({ number: 'X002', unverified: true });
  await obey({ type: 'remove-card' });
  await leave();
  expect(await takeCashierTicket()).toMatchObject({ number: 'X003' });
  await leave();

  mend();
  const entries = () =>
    backend.database
      .selectFrom('visit')
      .innerJoin('queue_entry', 'queue_entry.ticket_token', 'visit.ticket_token')
      .innerJoin('print_report', 'print_report.ticket_token', 'visit.ticket_token')
      .select(['letter', 'serial', 'queue', 'priority', 'state', 'outcome'])
      .orderBy('queue_entry.arrived_at')
      .orderBy('serial')
      .execute();
  await expect
    .poll(
      () => {
        clock.pass(1_000);
        return entries();
      },
      { timeout: 10_000, interval: 50 },
    )
    .toMatchObject([
      { letter: 'X', serial: 1, queue: 'cashier', priority: 'none', state: 'waiting', outcome: 'confirmed' },
      { letter: 'X', serial: 2, queue: 'eyes', priority: 'pregnant', state: 'waiting', outcome: 'confirmed' },
      { letter: 'X', serial: 3, queue: 'cashier', priority: 'none', state: 'waiting', outcome: 'confirmed' },
    ]);
  // The backend is the only one again.
  expect(await takeCashierTicket()).toMatchObject({ number: 'K001' });
});
