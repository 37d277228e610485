import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyboard } from '../../drivers/scanner/keyboard.ts';
import { inputEvent } from '../../drivers/simulated/scanner/index.ts';
import { repetitions } from '../support/repetitions.ts';

/** The kernel's own names. */
const header = readFileSync('/usr/include/linux/input-event-codes.h', 'utf8');
function code(name: string): number {
  const value = new RegExp(`^#define KEY_${name}\\s+(\\d+)`, 'm').exec(header)?.[1];
  if (value === undefined) throw new Error(`no KEY_${name}`);
  return Number(value);
}
const press = (name: string) => inputEvent(1, code(name), 1);
const release = (name: string) => inputEvent(1, code(name), 0);
const stroke = (name: string) => Buffer.concat([press(name), release(name)]);
const type = (...events: Buffer[]) => createKeyboard()(Buffer.concat(events)).toString('latin1');
const withHeld = (modifier: string, ...keys: string[]) => type(press(modifier), ...keys.map(stroke), release(modifier));
const unknown = Buffer.from('\ufffd').toString('latin1');

/** The US layout by the kernel's names of its keys. */
const layout: Record<string, readonly [alone: string, shifted: string]> = {
  ...Object.fromEntries(Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => [letter, [letter.toLowerCase(), letter]])),
  ...Object.fromEntries(Array.from('1234567890', (digit, at) => [digit, [digit, '!@#$%^&*()'.charAt(at)]])),
  MINUS: ['-', '_'],
  EQUAL: ['=', '+'],
  LEFTBRACE: ['[', '{'],
  RIGHTBRACE: [']', '}'],
  SEMICOLON: [';', ':'],
  APOSTROPHE: ["'", '"'],
  GRAVE: ['`', '~'],
  BACKSLASH: ['\\', '|'],
  COMMA: [',', '<'],
  DOT: ['.', '>'],
  SLASH: ['/', '?'],
  SPACE: [' ', ' '],
  TAB: ['\t', '\t'],
  ENTER: ['\r', '\r'],
};

describe('the US layout', () => {
  test.each(Object.entries(layout))('KEY_%s', (name, [alone, shifted]) => {
    expect(type(stroke(name))).toBe(alone);
    for (const shift of ['LEFTSHIFT', 'RIGHTSHIFT']) expect(withHeld(shift, name)).toBe(shifted);
    expect(withHeld('LEFTSHIFT', name) + type(stroke(name))).toBe(shifted + alone);
  });

  test('every printable ASCII character has a key', () => {
    const typed = Object.values(layout)
      .flat()
      .filter((character) => character >= ' ');
    expect([...new Set(typed)].sort().join('')).toBe(
      Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join(''),
    );
  });

  test('the keypad', () => {
    const keys = [
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      'DOT',
      'PLUS',
      'MINUS',
      'ASTERISK',
      'SLASH',
      'ENTER',
    ];
    expect(type(...keys.map((name) => stroke(`KP${name}`)))).toBe('0123456789.+-*/\r');
  });
});

describe('characters that have no key', () => {
  const alt = (digits: string) => withHeld('LEFTALT', ...Array.from(digits, (digit) => `KP${digit}`));
  test.each([
    ['GS, lost by most desktops', '029', '\u001d'],
    ['a line end', '013', '\r'],
    ['ASCII with four digits', '0065', 'A'],
    ['á of a Windows code page', '0225', unknown],
    ['ễ of Unicode', '7877', unknown],
    ['nothing', '0', unknown],
    ['six digits', '123456', unknown],
  ])('%s: Alt and %s', (_, digits, expected) => expect(alt(digits)).toBe(expected));

  test('Control types control characters', () => {
    expect(withHeld('LEFTCTRL', 'RIGHTBRACE')).toBe('\u001d');
    expect(withHeld('RIGHTCTRL', 'M')).toBe('\r');
  });

  test('Alt with other keys, and keys without a character, are not passed over in silence', () => {
    expect(withHeld('LEFTALT', 'F4')).toBe(unknown);
    expect(type(stroke('1'), stroke('F8'), stroke('2'))).toBe(`1${unknown}2`);
  });

  test('Alt alone types nothing', () => expect(withHeld('LEFTALT')).toBe(''));
});

describe('the stream', () => {
  test('a key that is held does not repeat', () => {
    expect(type(press('9'), ...Array.from({ length: 20 }, () => inputEvent(1, code('9'), 2)), release('9'))).toBe('9');
  });

  test('locks around the scan change nothing', () => {
    expect(type(stroke('NUMLOCK'), stroke('KP1'), stroke('NUMLOCK'), stroke('CAPSLOCK'), stroke('A'))).toBe('1a');
  });

  test('Shift may be held over the end of one read', () => {
    const typed = createKeyboard();
    expect(typed(press('LEFTSHIFT')).toString()).toBe('');
    expect(typed(Buffer.concat([stroke('A'), release('LEFTSHIFT'), stroke('A')])).toString()).toBe('Aa');
  });

  test('where the kernel dropped events the scan is spoilt, and Shift is up', () => {
    const [, last] = [press('LEFTSHIFT'), stroke('1')];
    expect(type(press('LEFTSHIFT'), stroke('A'), inputEvent(0, 3, 0), last)).toBe('A\u00ff1');
  });

  test('any bytes for events: nothing is thrown, no more is typed than keys were pressed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_400 }), (bytes) => {
        expect(createKeyboard()(Buffer.from(bytes)).length).toBeLessThanOrEqual(bytes.length / 8);
      }),
      { numRuns: repetitions(300) },
    );
  });
});
