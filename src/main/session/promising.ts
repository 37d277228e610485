import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import type { Command } from '../../contract/commands.ts';
import type { Result } from '../../contract/result.ts';
import type { Paper } from '../../contract/session-view.ts';
import type { PrintOutcome } from '../../../drivers/ports.ts';
import { papersAtDesk, receiptOf } from '../services/receipt.ts';
import { factsOf, papers, type Visit } from '../services/visit.ts';
import { maskName } from '../../contract/mask-name.ts';
import type { Effect } from './events.ts';
import { identify } from './identifying.ts';
import { canPrint, printerProblem } from './serving.ts';
import { endSession, go, refuse, stay, toDesk, type Context, type Step } from './step.ts';
import type { Issuing, State, Ticket } from './state.ts';

/** A number is a promise of paper: the printer is asked first whether it can keep it. */
export function promise(state: State, visit: Visit, request: NumberRequest): Step {
  return go(state, { name: 'issuing', visit, request, asks: 'printer', patience: 'first' }, { type: 'ask-printer' });
}

/** Where nothing can be printed, the review page says so and asks. */
export function printerAsked(state: State, stage: Issuing, context: Context): Step {
  const { visit, request, asks } = stage;
  if (asks === 'backend') return stay(state);
  return printerProblem(state.devices)
    ? go(state, { name: 'review', visit, request })
    : issue(state, visit, request, context);
}

export function issue(state: State, visit: Visit, request: NumberRequest, context: Context): Step {
  return go(
    state,
    { name: 'issuing', visit, request, asks: 'backend', patience: 'first' },
    {
      type: 'issue',
      request,
      words: {
        service: visit.service,
        papers: papersOf(visit, context),
        language: state.language,
      },
    },
  );
}

const papersOf = (visit: Visit, context: Context) => papers(factsOf(visit, context.catalogue));

export function issued(state: State, visit: Visit, result: Result<NumberResponse>, context: Context): Step {
  // Who took longer than the backend keeps a check shows her card once more.
  if (!result.ok && result.code === 'CHALLENGE_EXPIRED') {
    return go(state, { ...identify(visit.service), problem: 'CHALLENGE_EXPIRED' });
  }
  if (!result.ok) return toDesk(state, result.code, visit.service, visit);
  const number = result.value;
  const facts = factsOf(visit, context.catalogue);
  const fullName = visit.identity?.fullName;
  const maskedName = fullName === undefined ? undefined : maskName(fullName);
  const receipt = receiptOf(facts, number, { maskedName, language: state.language });
  const printing: Ticket = {
    name: 'ticket',
    number,
    papers: papersAtDesk(number, papers(facts)),
    ...(maskedName !== undefined && { maskedName }),
    ...(visit.service.fee && { fee: visit.service.fee.amount }),
    ...(receipt && { receipt }),
    paper: { state: 'printing' },
    reprint: 'no',
  };
  return go(state, printing, printNumber(printing));
}

const printNumber = ({ number, maskedName, receipt }: Ticket): Effect => ({
  type: 'print-number',
  ticketToken: number.ticketToken,
  ...(maskedName !== undefined && { maskedName }),
  ...(receipt && { receipt }),
});

/** Paper that failed may be tried once more: by the person's own hand, and only once the printer says that it can. */
export function numberPrinted(state: State, stage: Ticket, outcome: PrintOutcome): Step {
  const printed = { ...stage, paper: paperOf(outcome) };
  const mayComeRight = outcome.outcome === 'not-printed' || outcome.outcome === 'unknown';
  if (!mayComeRight || stage.reprint === 'used') return go(state, printed);
  return go(state, { ...printed, reprint: 'asking' }, { type: 'ask-printer' });
}

export function paperOf(outcome: PrintOutcome): Paper {
  switch (outcome.outcome) {
    case 'confirmed':
      return { state: 'confirmed' };
    case 'unconfirmed':
      return { state: 'failed', code: 'PRINT_UNCONFIRMED' };
    case 'not-printed':
      return { state: 'failed', code: outcome.code };
    case 'unknown':
      return { state: 'unknown', code: outcome.code };
  }
}

export const canReprint = ({ reprint }: Ticket, { devices }: State): boolean =>
  reprint === 'possible' && canPrint(devices.printer.state);

export function ticketCommand(state: State, stage: Ticket, command: Command): Step {
  switch (command.type) {
    case 'reprint':
      if (!canReprint(stage, state)) return refuse(state);
      return go(state, { ...stage, paper: { state: 'printing' }, reprint: 'used' }, printNumber(stage));
    case 'finish':
      return stage.paper.state === 'printing' ? refuse(state) : endSession(state);
    default:
      return refuse(state);
  }
}
