import { expect, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { Command } from '../../src/contract/commands.ts';
import { failed, ok } from '../../src/contract/result.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import type { Page } from '../../src/contract/session-view.ts';
import type { Effect, SessionEvent, WaitName } from '../../src/main/session/events.ts';
import { next } from '../../src/main/session/session.ts';
import { initialState, type State } from '../../src/main/session/state.ts';
import { toView } from '../../src/main/session/to-view.ts';
import { waits } from '../../src/main/session/waits.ts';
import { isFull } from '../support/repetitions.ts';
import { atCommune } from '../support/commune.ts';
import { context as atHospital, devices, documentRead, number, verifiedIdentity } from '../support/samples.ts';

/**
 * A graph search: every state that people, devices and servers can bring the session into, and from each of them a way to a ticket, a
 * slip, a list of papers or the home page, by what the page itself offers.
 */
interface Node {
  state: State;
  /** Of the effects that were asked for, those that have not answered. */
  open: Effect[];
}

const at = Date.parse('2026-11-23T02:00:00Z');
const [valid] = people;
const token = 'C'.repeat(22);

const scans: ScannedCode[] = [
  {
    kind: 'citizen-card',
    personalNumber: valid.personalNumber,
    holder: { fullName: valid.fullName, birthDate: valid.birthDate },
  },
  {
    kind: 'insurance-card',
    cardNumber: 'DN4999151012345',
    holder: { fullName: valid.fullName, birthDate: valid.birthDate },
  },
  { kind: 'travel-document', mrz: { documentNumber: 'L898902C3', birthDate: '740812', expiryDate: '300415' } },
  { kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' },
];

/** What a person can press on a page. Typed digits and letters are typed whole. */
function offered(page: Page): Command[][] {
  const ways: Command[][] = [[{ type: 'back' }], [{ type: 'cancel' }], [{ type: 'ask-staff' }], [{ type: 'confirm' }]];
  const typed = (digits: string): Command[] => [
    ...Array.from(digits, (digit): Command => ({ type: 'digit', digit })),
    { type: 'submit' },
  ];
  switch (page.name) {
    case 'home':
      // Another visit is another search.
      return [];
    case 'identify':
      return [...ways, [{ type: 'type-number' }], [{ type: 'other-papers' }], [{ type: 'declare' }]];
    case 'papers':
      return [...ways, ...page.papers.map((paper): Command[] => [{ type: 'show-paper', paper }])];
    case 'number-entry':
      return [...ways, typed(valid.personalNumber)];
    case 'person':
      return [...ways, [{ type: 'deny' }]];
    case 'question':
      switch (page.question.kind) {
        case 'choice':
          return [...ways, ...page.question.options.map(({ id }): Command[] => [{ type: 'answer', option: id }])];
        case 'digits':
          return [...ways, typed('990151000017')];
        case 'date':
          return [...ways, typed('20112026'), typed('20112020'), typed('20112030')];
        case 'text':
          return [...ways, [{ type: 'text', text: 'Số 1 Đường Mẫu' }]];
        case 'photo':
          return [...ways, [{ type: 'photo', jpeg: '/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==' }]];
        case 'intro':
          return [...ways, [{ type: 'print-list' }]];
        case 'consent':
          return [...ways, [{ type: 'deny' }]];
      }
      break;
    case 'review':
      return [
        ...ways,
        [{ type: 'without-paper' }],
        ...page.changes.map(({ question }): Command[] => [{ type: 'change', question }]),
      ];
    case 'ticket':
      return [[{ type: 'reprint' }], [{ type: 'finish' }]];
    case 'desk':
    case 'missing':
      return [[{ type: 'finish' }]];
    default:
      return ways;
  }
}

type Happened = SessionEvent extends infer Each ? (Each extends unknown ? Omit<Each, 'at' | 'turn'> : never) : never;

/** The answers of an effect, one of each kind that leads elsewhere. */
function answers(effect: Effect): Happened[] {
  switch (effect.type) {
    case 'read-chip':
      return [
        { type: 'chip-read', result: ok({ read: documentRead(effect.personalNumber), challengeId: token }) },
        { type: 'chip-read', result: failed('CARD_UNREADABLE') },
        { type: 'chip-read', result: failed('CARD_ACCESS_DENIED') },
        { type: 'chip-read', result: failed('BACKEND_UNREACHABLE'), hasOwnNumber: true },
        { type: 'chip-read', result: failed('BACKEND_UNREACHABLE') },
      ];
    case 'verify':
    case 'declare':
      return [
        { type: 'verified', result: ok(verifiedIdentity()) },
        { type: 'verified', result: ok(verifiedIdentity({ birthDate: '2022-01-01' })) },
        {
          type: 'verified',
          result: ok(
            verifiedIdentity({ eligibility: { status: 'expired', maKetQua: '010' }, birthDate: '1985-11-20' }),
          ),
        },
        { type: 'verified', result: ok(verifiedIdentity({ eligibility: { status: 'at-counter', maKetQua: '001' } })) },
        { type: 'verified', result: ok(verifiedIdentity({ eligibility: { status: 'unverified' } })) },
        { type: 'verified', result: ok(verifiedIdentity({ outcome: 'refused', reason: 'CARD_CLONED' })) },
        { type: 'verified', result: failed('CHALLENGE_EXPIRED') },
        { type: 'verified', result: failed('BACKEND_UNREACHABLE'), hasOwnNumber: true },
        { type: 'verified', result: failed('BACKEND_REFUSED') },
      ];
    case 'look-up-licence':
      return [
        { type: 'licence-looked-up', result: ok(licence) },
        { type: 'licence-looked-up', result: failed('NOT_FOUND') },
        { type: 'licence-looked-up', result: failed('BACKEND_UNREACHABLE') },
      ];
    case 'issue':
      return [
        { type: 'issued', result: ok(number()) },
        { type: 'issued', result: failed('QUEUE_CLOSED') },
        { type: 'issued', result: failed('CHALLENGE_EXPIRED') },
      ];
    case 'ask-printer':
      return [
        { type: 'printer-asked', printer: { state: 'ready' } },
        { type: 'printer-asked', printer: { state: 'no-paper' } },
      ];
    case 'print-number':
    case 'print-desk-slip':
    case 'print-papers-list':
      return [
        { type: 'printed', outcome: { outcome: 'confirmed', by: 'fence' } },
        { type: 'printed', outcome: { outcome: 'unknown', code: 'PRINTER_NO_PAPER' } },
      ];
    default:
      return [];
  }
}

const licence = {
  licences: [{ number: '990151000017', class: 'C', expiresOn: '2026-12-12', suspended: false }],
  unsettledViolations: false,
  healthCertificate: { issuedOn: '2026-11-02' },
};

const cards = (node: Node): Happened[] => [
  { type: 'devices', status: devices(!node.state.devices.reader.card) },
  { type: 'devices', status: { ...devices(), reader: { state: 'absent', card: false } } },
];

/** What tells two nodes apart: neither the count of touches and sessions, nor what was typed halfway. */
function keyOf({ state, open }: Node): string {
  const { turn: _turn, touches: _touches, settings: _settings, ...rest } = state;
  const ignored = new Set(['read', 'failures', 'devices', 'request', 'words']);
  return JSON.stringify([rest, state.devices.reader, open.map(({ type }) => type)], (key, value: unknown) => {
    if (ignored.has(key)) return undefined;
    return key === 'service' && typeof value === 'object' && value && 'id' in value ? value.id : value;
  });
}

/** Where the search is. */
let context = atHospital;

const step = (node: Node, event: Happened, open = node.open): Node => {
  const done = next(node.state, { at, turn: node.state.turn, ...event } as SessionEvent, context);
  return { state: done.state, open: done.state.turn === node.state.turn ? [...open, ...done.effects] : done.effects };
};

/** The seconds of a warning one after the other: no two of them differ. */
function waitedFor(node: Node, wait: WaitName): Node {
  let reached = step(node, { type: 'waited', wait });
  while (wait === 'warning-second' && reached.state.warning !== undefined)
    reached = step(reached, { type: 'waited', wait });
  return reached;
}

const pageOf = (state: State): Page =>
  toView(state, context, { revision: 0, simulated: [], version: 'test', panelShortSide: 336, at }).page;

/** `person`: what she presses, the paper that comes out and the time that passes; all others happen to her. */
function nextNodes(node: Node): { person: Node[]; others: Node[] } {
  const pressed = offered(pageOf(node.state)).map((commands) =>
    commands.reduce((so, command) => step(so, { type: 'command', command }), node),
  );
  const answered = node.open.flatMap((effect, index) =>
    answers(effect).map((answer) => step(node, answer, node.open.toSpliced(index, 1))),
  );
  const waited = waits(node.state).map(({ wait }) => waitedFor(node, wait));
  const happened = [...scans.map((code): Happened => ({ type: 'scan', code })), ...cards(node)];
  return { person: [...pressed, ...answered, ...waited], others: happened.map((event) => step(node, event)) };
}

/** Takes the one with most answers, so that the search comes to the ends of long visits too. */
function furthest(queue: Node[]): Node | undefined {
  const answered = ({ state: { stage } }: Node) =>
    stage.name === 'question' || stage.name === 'review' || stage.name === 'issuing'
      ? Object.keys(stage.visit.answers).length + (stage.name === 'issuing' ? 1 : 0)
      : 0;
  const [best] = queue.toSorted((a, b) => answered(b) - answered(a));
  if (best) queue.splice(queue.indexOf(best), 1);
  return best;
}

const isEnd = ({ state }: Node) => ['home', 'ticket', 'desk', 'missing'].includes(state.stage.name);

const services = [atHospital, atCommune()].flatMap((centre) =>
  centre.catalogue.services.map(({ id }) => [id, centre] as const),
);

test.each(services)(
  '%s: a state from which nothing leads to a ticket, a slip, a list or home',
  { timeout: isFull ? 1_800_000 : 300_000 },
  (id, centre) => {
    context = centre;
    const most = isFull ? 60_000 : 4_000;
    const first = step(
      { state: initialState(devices()), open: [] },
      { type: 'command', command: { type: 'choose-service', service: id } },
    );
    const known = new Map([[keyOf(first), first]]);
    const before = new Map<string, Set<string>>();
    const queue = [first];
    let turn = 0;
    while (known.size < most) {
      const node = turn++ % 3 ? furthest(queue) : queue.shift();
      if (!node) break;
      const from = keyOf(node);
      const { person, others } = nextNodes(node);
      for (const reached of [...person, ...others]) {
        const to = keyOf(reached);
        if (!known.has(to)) {
          known.set(to, reached);
          queue.push(reached);
        }
      }
      for (const reached of person) {
        const to = keyOf(reached);
        before.set(to, (before.get(to) ?? new Set()).add(from));
      }
    }

    // Those at the border of the search were reached and not gone on from: they say nothing.
    const border = new Set(queue.map(keyOf));
    const leads = new Set([...known].filter(([key, node]) => isEnd(node) || border.has(key)).map(([key]) => key));
    const towards = [...leads];
    for (let key = towards.pop(); key !== undefined; key = towards.pop())
      for (const from of before.get(key) ?? [])
        if (!leads.has(from)) {
          leads.add(from);
          towards.push(from);
        }
    const dead = [...known].filter(([key]) => !leads.has(key)).map(([, { state }]) => pageOf(state));
    expect(dead.map((page) => JSON.stringify(page))).toEqual([]);
    const names = new Set([...known.values()].map(({ state }) => state.stage.name));
    for (const stage of ['question', 'issuing', 'ticket', 'cleared']) expect(names).toContain(stage);
  },
);
