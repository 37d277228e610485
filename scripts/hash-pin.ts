import { createInterface } from 'node:readline/promises';
import { scryptHash } from '../src/scrypt.ts';

// npm run pin: asks for a maintenance PIN and prints what goes into the kiosk's configuration. The PIN is on no command line.
const terminal = createInterface({ input: process.stdin, output: process.stderr });
const pin = await terminal.question('PIN (4-12 số / digits): ');
terminal.close();
if (!/^\d{4,12}$/.test(pin)) throw new Error('a PIN has 4 to 12 digits');
console.log(await scryptHash(pin));
