import { expect, test } from 'vitest';
import { parsePayload } from '../../drivers/scanner/payload.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { insuranceNumbers, newInsuranceFields, oldInsuranceFields } from './codes.ts';
import { kinds, startRig } from './rig.ts';

const [person] = people;
const card = citizenCardQr(person);

const corpus: readonly (readonly [name: string, payload: string | Uint8Array])[] = [
  ['SQL', `'; DROP TABLE queue; --`],
  ['HTML', '<img src=x onerror=alert(1)>'],
  ['javascript:', 'javascript:alert(1)'],
  ['ESC/POS: reset and cut', '\u001b@\u001dV1'],
  ['ESC/POS within a card', card.replace('|Nữ|', '|\u001b@\u001dV1|')],
  ['an override of direction', card.replace('HƯỜNG', '\u202eGNỜƯH')],
  ['NUL within a card', card.replace('|Nữ|', '\u0000')],
  ['4,296 characters', 'A'.repeat(4_296)],
  ['4,300 characters', 'A'.repeat(4_300)],
  ['code page 1258', Buffer.from('099151012345||Nguy\u00ea\u00den|08031951', 'latin1')],
  ['decomposed diacritics', card.normalize('NFD')],
  ['FNC1 kept', `01\u001d${person.personalNumber}`],
  ['FNC1 typed as its number', `029${person.personalNumber}`],
  ['line ends within', `BEGIN:VCARD\r${person.licenceNumber}\rEND:VCARD`],
  ['a card', card],
  ['an insurance card', newInsuranceFields(person).join('|')],
];

/** Many keys: over a wedge each takes three events, and nothing is learnt from typing 4,000 of them twice. */
const long = (payload: string | Uint8Array) => payload.length > 4_000;

/** What a keyboard carries: where ASCII ends, a character that says so for each byte. */
const typed = (payload: string | Uint8Array) =>
  Array.from(Buffer.from(payload), (byte) => (byte > 0 && byte < 0x7f ? String.fromCharCode(byte) : '\ufffd')).join('');

test.concurrent.each(kinds)('%s: what the device carries is parsed as it is, one event for each code', async (kind) => {
  const rig = await startRig(kind);
  try {
    for (const [name, payload] of corpus) {
      if (kind === 'keyboard-wedge' && long(payload)) continue;
      const carried = kind === 'keyboard-wedge' ? typed(payload) : payload;
      const before = rig.scans.length;
      const code = await rig.scan(payload);
      expect(rig.scans.length - before, name).toBe(1);
      expect(code, name).toEqual(parsePayload(Buffer.from(carried)));
    }
  } finally {
    await rig.close();
  }
});

test.concurrent('over a keyboard an insurance card arrives whole, and 4,300 characters are refused', async () => {
  const rig = await startRig('keyboard-wedge');
  try {
    expect(await rig.scan(oldInsuranceFields(person).join('|'))).toEqual({
      kind: 'insurance-card',
      cardNumber: insuranceNumbers.old,
      holder: { fullName: person.fullName, birthDate: person.birthDate },
    });
    expect(await rig.scan('a'.repeat(4_300))).toEqual({ kind: 'refused', code: 'SCAN_UNREADABLE' });
  } finally {
    await rig.close();
  }
});
