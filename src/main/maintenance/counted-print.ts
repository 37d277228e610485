import type { Clock } from '../../../drivers/clock.ts';
import type { Devices, PrintOutcome } from '../../../drivers/ports.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import type { TicketRenderer } from '../ticket/raster.ts';
import { printedBy, wearOf, type WearSettings } from './wear.ts';

/** @param attempt of the journal, which is settled with the outcome; papers without a number have none */
export type Print = (ticket: Ticket, attempt?: string) => Promise<PrintOutcome>;

/** Every paper of the kiosk goes this way, so that none is left out of the log or of the printer's wear. */
export function countedPrint(deps: {
  devices: Devices;
  render: TicketRenderer;
  store: Store;
  clock: Clock;
  log: Log;
  settings: WearSettings;
}): Print {
  const { devices, render, store, clock, log, settings } = deps;
  return async (ticket, attempt) => {
    const raster = render(ticket);
    const outcome = await devices.print(raster);
    const printed = printedBy(outcome.outcome, raster.height);
    const before = wearOf(store.printed(), settings);
    if (attempt === undefined) store.addPrinted(printed);
    else store.settle(attempt, outcome.outcome, printed, clock.now());
    log({
      event: 'printed',
      kind: ticket.kind,
      outcome: outcome.outcome,
      ...('code' in outcome && { code: outcome.code }),
      ...(ticket.kind === 'number' && ticket.reprint && { reprint: true }),
      // By which a clerk's question about a slip is answered.
      ...(ticket.kind === 'desk-slip' && { slip: ticket.slipId, reason: ticket.reason }),
    });
    const { lines, cuts, worn, metresLeft } = wearOf(store.printed(), settings);
    if (worn.length > before.worn.length) log({ event: 'wear', lines, cuts, worn, metresLeft });
    return outcome;
  };
}
