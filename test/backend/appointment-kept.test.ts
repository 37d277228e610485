import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { issueNumbers } from '../../src/backend/queues/issue.ts';
import { cancel } from '../../src/backend/calling/appointments.ts';
import { addAppointment, findAppointments, takeAppointment } from '../../src/backend/store/appointments.ts';
import { createDatabase, openDatabase, transact } from '../../src/backend/store/database.ts';
import { holdHead } from '../../src/backend/store/head.ts';
import { serviceDay } from '../../src/contract/queue.ts';
import { checkInRequest, newKey, ticketRequest } from './support/backend.ts';
import { databases, emptyLocation } from './support/databases.ts';
import { checkedAt, issuingOn, personalNumberOf, sealingForTest as sealing } from './support/issuing.ts';

const now = Date.parse('2026-11-23T02:00:00Z');
const today = serviceDay(now);
const at = now + 30 * 60_000;

test.each(databases)(
  '%s: an appointment is its person’s or its slip’s, for its queue and day, and becomes one visit',
  async (on) => {
    const location = await emptyLocation(on);
    await createDatabase(location, sealing);
    const database = await openDatabase(location, sealing);
    onTestFinished(() => database.destroy());
    const add = (code: string, queue: string, person?: number, day = today) =>
      transact(database, (transaction) =>
        addAppointment(transaction, {
          code,
          queue,
          serviceDay: day,
          at,
          personMark:
            person === undefined ? undefined : sealing.personMark(personalNumberOf(person), 'appointment', day),
        }),
      );
    await add('OWN00001', 'eyes', 1);
    await add('OTHER001', 'eyes', 2);
    await add('SLIP0001', 'cashier');
    await add('TOMORROW', 'cashier', undefined, '2026-11-24');
    const deps = issuingOn(database, () => now);
    const ask = async (...requests: Parameters<typeof issueNumbers>[1][number]['request'][]) => {
      const asked = requests.map((request) => ({ key: { kiosk: 'kiosk-1', idempotencyKey: newKey() }, request }));
      const issued = await issueNumbers(deps, asked);
      const tickets = issued.map((one) => (one.ok && one.value.kind === 'number' ? one.value.number.ticketToken : ''));
      const entries = await database.selectFrom('queue_entry').select(['ticket_token', 'appointment_at']).execute();
      return tickets.map((ticket) => entries.find((entry) => entry.ticket_token === ticket)?.appointment_at);
    };
    const checkIn = async (person: number, queue: string, appointment?: string) => ({
      ...checkInRequest(await checkedAt(database, sealing, { kiosk: 'kiosk-1', person, now }), queue),
      ...(appointment !== undefined && { appointment }),
    });

    const slip = { ...ticketRequest(), appointment: 'SLIP0001' };
    expect(await ask({ ...ticketRequest('pharmacy'), appointment: 'SLIP0001' })).toEqual([null]);
    expect(await ask({ ...ticketRequest(), appointment: 'TOMORROW' })).toEqual([null]);
    expect(await ask(slip, slip)).toEqual([at, null]);
    expect(await ask(slip)).toEqual([null]);
    // With somebody else's slip, the person's own appointment counts.
    expect(await ask(await checkIn(1, 'eyes', 'OTHER001'))).toEqual([at]);
    expect(await ask(await checkIn(3, 'eyes', 'OTHER001'))).toEqual([null]);
    const taken = await database
      .selectFrom('appointment')
      .select('code')
      .where('ticket_token', 'is not', null)
      .execute();
    expect(taken.map(({ code }) => code).toSorted()).toEqual(['OWN00001', 'SLIP0001']);
  },
);

test.each(databases)(
  '%s: an appointment is cancelled while a number is given for it: it is one or the other',
  async (on) => {
    const location = await emptyLocation(on);
    await createDatabase(location, sealing);
    const database = await openDatabase(location, sealing);
    onTestFinished(() => database.destroy());
    await transact(database, (transaction) =>
      addAppointment(transaction, { code: 'SLIP0001', queue: 'cashier', serviceDay: today, at, personMark: undefined }),
    );
    const [ticket] = await issueNumbers(
      issuingOn(database, () => now),
      [{ key: { kiosk: 'kiosk-1', idempotencyKey: newKey() }, request: ticketRequest() }],
    );
    const ticketToken = ticket?.ok && ticket.value.kind === 'number' ? ticket.value.number.ticketToken : '';
    let cancelling: Promise<boolean> | undefined;
    await transact(database, async (transaction) => {
      await holdHead(transaction);
      const wanted = { codes: ['SLIP0001'], personMarks: [] };
      expect(await findAppointments(transaction, today, wanted)).toHaveLength(1);
      cancelling = cancel({ database, now: () => now }, 'SLIP0001', 'staff');
      await Promise.race([cancelling, pause(300)]);
      await takeAppointment(transaction, 'SLIP0001', ticketToken);
    });
    expect(await cancelling).toBe(false);
    expect(await database.selectFrom('appointment').select(['ticket_token', 'cancelled_at']).execute()).toEqual([
      { ticket_token: ticketToken, cancelled_at: null },
    ]);
  },
);
