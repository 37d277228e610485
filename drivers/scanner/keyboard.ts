import { lostPiece } from './assembler.ts';

/** Bytes of `struct input_event` on 64-bit Linux: two words of time, type, code, value. */
export const eventSize = 24;

// From linux/input-event-codes.h.
const typeSync = 0x00;
const typeKey = 0x01;
const eventsDropped = 3;
const keyPressed = 1;
const keyReleased = 0;
const modifiers = { shift: [42, 54], control: [29, 97], alt: [56, 100] } as const;
/** CapsLock, NumLock, ScrollLock: scanners touch them before and after they type. */
const locks: readonly number[] = [58, 69, 70];

/** Runs of neighbouring keys of the US layout: the first one's code, then what they type alone and with Shift. */
const runs: readonly (readonly [code: number, alone: string, shifted: string])[] = [
  [2, '1234567890-=', '!@#$%^&*()_+'],
  [15, '\tqwertyuiop[]\r', '\tQWERTYUIOP{}\r'],
  [30, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [43, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
  [57, ' ', ' '],
];
const keypadRuns: readonly (readonly [code: number, characters: string])[] = [
  [55, '*'],
  [71, '789-456+1230.'],
  [96, '\r'],
  [98, '/'],
];

const keysOf = (first: number, run: string) => Array.from(run, (character, at) => [first + at, character] as const);
const keypad = new Map(keypadRuns.flatMap(([first, run]) => keysOf(first, run)));
const alone = new Map(runs.flatMap(([first, run]) => keysOf(first, run)));
const shifted = new Map(runs.flatMap(([first, , run]) => keysOf(first, run)));

/** U+FFFD: a character that a keyboard cannot carry. Never left out, or what stands on both sides of it would join. */
const replacement = Buffer.from('\ufffd');

/**
 * What a scanner types on a US keyboard, as bytes. Characters that no key has come as Alt with their code on the keypad (029 is
 * GS) or, control characters, as Control with a key; of the former only ASCII is certain.
 * @returns takes whole events, returns the bytes that they type: ASCII, U+FFFD for anything else, and what puts the scan out of
 * use where the kernel dropped events
 */
export function createKeyboard(): (events: Buffer) => Buffer {
  const held = new Set<number>();
  let altCode = '';
  const isHeld = (name: keyof typeof modifiers) => modifiers[name].some((code) => held.has(code));

  function key(code: number, value: number): Uint8Array {
    const name = (['shift', 'control', 'alt'] as const).find((modifier) =>
      modifiers[modifier].some((own) => own === code),
    );
    if (name) return modifier(name, code, value);
    // A key that is held repeats with another value: that is not typing.
    if (value !== keyPressed || locks.includes(code)) return none;
    if (isHeld('alt')) {
      altCode += keypad.get(code) ?? 'x';
      return none;
    }
    const character = keypad.get(code) ?? (isHeld('shift') ? shifted : alone).get(code);
    if (character === undefined) return replacement;
    return isHeld('control') ? Uint8Array.of(character.charCodeAt(0) & 0x1f) : Buffer.from(character);
  }

  function modifier(name: keyof typeof modifiers, code: number, value: number): Uint8Array {
    if (value !== keyReleased) {
      held.add(code);
      return none;
    }
    held.delete(code);
    if (name !== 'alt' || altCode === '') return none;
    const typed = /^\d{1,5}$/.test(altCode) ? Number(altCode) : 0;
    altCode = '';
    return typed > 0 && typed < 0x7f ? Uint8Array.of(typed) : replacement;
  }

  return (events) => {
    const typed: Uint8Array[] = [];
    for (let at = 0; at + eventSize <= events.length; at += eventSize) {
      const type = events.readUInt16LE(at + 16);
      const code = events.readUInt16LE(at + 18);
      if (type === typeKey) typed.push(key(code, events.readInt32LE(at + 20)));
      if (type === typeSync && code === eventsDropped) {
        held.clear();
        altCode = '';
        typed.push(lostPiece);
      }
    }
    return Buffer.concat(typed);
  };
}

const none = Uint8Array.of();
