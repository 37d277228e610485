import type { PrintOutcome } from '../../../drivers/ports.ts';
import type { Wear } from '../../contract/session-view.ts';
import type { Printed, PrintedSoFar } from '../store/records.ts';

const dotsPerMillimetre = 8;
const dotsPerLine = 30;
/** Fed before each cut: 6 mm that the driver asks for and the way from head to cutter, which is about 14 mm. */
const feedMillimetres = 20;
/** Of a paper, until a roll has shown how long its own are. */
const usualMillimetres = 160;
/** The share of a part's life after which a new one should be ordered. */
const wornShare = 0.8;

export interface WearSettings {
  rollMetres: number;
  printerLife: { lines: number; cuts: number };
}

export function wearOf({ life, roll }: PrintedSoFar, { rollMetres, printerLife }: WearSettings): Wear {
  const lines = Math.round(life.dots / dotsPerLine);
  const millimetresUsed = roll.dots / dotsPerMillimetre + roll.cuts * feedMillimetres;
  const millimetresLeft = Math.max(0, rollMetres * 1_000 - millimetresUsed);
  const millimetresEach = roll.cuts > 0 ? millimetresUsed / roll.cuts : usualMillimetres;
  return {
    lines,
    cuts: life.cuts,
    life: { head: printerLife.lines, cutter: printerLife.cuts },
    worn: [
      ...(lines >= wornShare * printerLife.lines ? (['head'] as const) : []),
      ...(life.cuts >= wornShare * printerLife.cuts ? (['cutter'] as const) : []),
    ],
    metresLeft: Math.floor(millimetresLeft / 1_000),
    ticketsLeft: Math.floor(millimetresLeft / millimetresEach),
  };
}

/** What the driver prints and cuts below the rest of a torn ticket, before the next one. */
const voidStrip: Printed = { dots: 112, cuts: 1 };

/** @param dots of the ticket's height; a torn one counts as whole */
export function printedBy(outcome: PrintOutcome['outcome'], dots: number): Printed {
  switch (outcome) {
    case 'not-printed':
      return { dots: 0, cuts: 0 };
    case 'unknown':
      return { dots: dots + voidStrip.dots, cuts: 1 + voidStrip.cuts };
    case 'confirmed':
    case 'unconfirmed':
      return { dots, cuts: 1 };
  }
}
