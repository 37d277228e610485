import { writeSync } from 'node:fs';
import { openStore } from '../../src/main/store/store.ts';
import { number, numberTicket, onePaper } from '../support/samples.ts';

// Gives numbers until the power goes; says which ones it promised, each only after it was kept.
const store = openStore(process.argv[2] ?? '');
for (let serial = 1; serial <= 40; serial += 1) {
  const key = `key-${serial}`;
  store.ask(key, serial);
  const given = { number: `A${String(serial).padStart(3, '0')}`, ticketToken: String(serial).padStart(22, '0') };
  store.keepNumber(key, number(given), numberTicket(given), serial);
  writeSync(1, `${key}\n`);
  if (serial % 2 === 0) store.settle(key, 'confirmed', onePaper, serial);
}
