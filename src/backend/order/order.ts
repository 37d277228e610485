import type { OrderReason } from '../../contract/queue-entries.ts';
import type { Line, Waiting } from './line.ts';
import type { CallingRule } from './rule.ts';

/** One who waits, and why he stands where he does. */
export interface Placed {
  waiting: Waiting;
  reason: OrderReason;
}

/**
 * The order in which those who wait will be called if nobody else comes. It depends on nothing but who waits and who was called
 * before, so that everybody can work it out again:
 *
 * 1. emergencies;
 * 2. whoever was overtaken as often as the rule allows;
 * 3. those whom the law serves first, but of each `ordinaryEvery` calls one goes to somebody else;
 * 4. everybody else.
 *
 * Among equals, who stands in line longer. So nobody is called later than all who came before him, `mostOvertaken` others and the
 * emergencies, whoever comes.
 */
export function inOrder(line: Line, rule: CallingRule): Placed[] {
  const all = line.waiting.map((waiting) => candidate(waiting, rule));
  const emergencies = all.filter(({ group }) => group === 'emergency').sort(bySince);
  const others = all.filter(({ group }) => group !== 'emergency');
  const groups = {
    priority: new Row(others.filter(({ group }) => group === 'priority').sort(bySince)),
    ordinary: new Row(others.filter(({ group }) => group === 'ordinary').sort(bySince)),
  };
  const arrivals = new Row(others.sort(byArrival));
  const overtakers = line.overtakers.toSorted((a, b) => b - a);
  let inARow = priorityCallsInARow(line);

  const order: Placed[] = emergencies.map(({ waiting }) => ({ waiting, reason: 'priority' }));
  for (let called = 0; called < others.length; called += 1) {
    const priority = groups.priority.first;
    const ordinary = groups.ordinary.first;
    const usual = priority && (!ordinary || inARow < rule.ordinaryEvery - 1) ? priority : ordinary;
    const earliest = arrivals.first;
    if (!usual || !earliest) break;

    while ((overtakers.at(-1) ?? Infinity) <= earliest.waiting.arrivedAt) overtakers.pop();
    // Who came in the same instant overtakes nobody, whatever his number.
    const overtaken = overtakers.length + called - arrivals.calledWithOrBefore(earliest);
    const next = overtaken >= rule.mostOvertaken ? earliest : usual;
    const hasWaitedLong = next !== usual || (next === ordinary && priority !== undefined);
    order.push({ waiting: next.waiting, reason: hasWaitedLong ? 'waited-long' : next.reason });
    next.isCalled = true;
    inARow = next.group === 'priority' ? inARow + 1 : 0;
  }
  return order;
}

interface Candidate {
  waiting: Waiting;
  group: 'emergency' | 'priority' | 'ordinary';
  /** From when on he stands in line: from his arrival, or sooner where he is there for his appointment. */
  since: number;
  reason: OrderReason;
  isCalled: boolean;
}

function candidate(waiting: Waiting, rule: CallingRule): Candidate {
  const group = groupOf(waiting);
  const since = standsSince(waiting, rule);
  return { waiting, group, since, reason: reasonOf(waiting, group, since), isCalled: false };
}

function groupOf({ priority, returned }: Pick<Waiting, 'priority' | 'returned'>): Candidate['group'] {
  if (priority === 'emergency') return 'emergency';
  return priority === 'none' || returned ? 'ordinary' : 'priority';
}

const minute = 60_000;

function standsSince({ arrivedAt, appointmentAt, returned }: Waiting, { appointment }: CallingRule): number {
  if (appointmentAt === null || returned || arrivedAt > appointmentAt + appointment.lateMinutes * minute)
    return arrivedAt;
  return Math.min(arrivedAt, appointmentAt - appointment.headStartMinutes * minute);
}

function reasonOf(waiting: Waiting, group: Candidate['group'], since: number): OrderReason {
  if (group !== 'ordinary') return 'priority';
  if (waiting.returned) return 'returned';
  return since < waiting.arrivedAt ? 'appointment' : 'arrival';
}

/** How many calls went to those whom the law serves first since the last that did not. */
function priorityCallsInARow({ called }: Line): number {
  const groups = called.map(groupOf).filter((group) => group !== 'emergency');
  return groups.length - 1 - groups.lastIndexOf('ordinary');
}

const bySince = (a: Candidate, b: Candidate): number => a.since - b.since || byArrival(a, b);

function byArrival({ waiting: a }: Candidate, { waiting: b }: Candidate): number {
  if (a.arrivedAt !== b.arrivedAt) return a.arrivedAt - b.arrivedAt;
  if (a.number !== b.number) return a.number < b.number ? -1 : 1;
  return a.entry < b.entry ? -1 : 1;
}

/** People in order, some of whom were called out of it. */
class Row {
  readonly #sorted: readonly Candidate[];
  /** Those before the first who was not called. */
  #passed = 0;

  constructor(sorted: readonly Candidate[]) {
    this.#sorted = sorted;
  }

  get first(): Candidate | undefined {
    while (this.#sorted[this.#passed]?.isCalled) this.#passed += 1;
    return this.#sorted[this.#passed];
  }

  /** Of a row by arrival: how many were called who came no later than its first. */
  calledWithOrBefore({ waiting: { arrivedAt } }: Candidate): number {
    let called = this.#passed;
    for (let at = this.#passed; this.#sorted[at]?.waiting.arrivedAt === arrivedAt; at += 1)
      if (this.#sorted[at]?.isCalled) called += 1;
    return called;
  }
}
