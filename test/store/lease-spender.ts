import { writeSync } from 'node:fs';
import { openStore } from '../../src/main/store/store.ts';
import { number, numberTicket } from '../support/samples.ts';

// Gives numbers of its own until the power goes; says which ones it promised, each only after it was kept.
const store = openStore(process.argv[2] ?? '');
const { serviceDay } = number();
if (!store.lease()) store.keepLease({ epoch: 1, serviceDay, letter: 'X', first: 1, last: 20 });
for (let given = true; given;) {
  const asked = `asked-${store.lease()?.next}`;
  store.ask(asked, 0);
  const own = store.spendLease(serviceDay, { own: `own-of-${asked}`, asked }, 0, ({ epoch, letter, next: serial }) => {
    const ticketToken = String(serial).padStart(22, '0');
    return {
      number: number({ number: `X${String(serial).padStart(3, '0')}`, ticketToken }),
      ticket: numberTicket({ ticketToken }),
      report: {
        ...{ epoch, serviceDay, letter, serial, ticketToken },
        ...({ service: 'queue-ticket', queue: 'cashier', priority: 'none' } as const),
        arrivedAt: '2026-11-21T01:00:00.000Z',
      },
    };
  });
  given = own !== undefined;
  if (own) writeSync(1, `${own.number}\n`);
}
