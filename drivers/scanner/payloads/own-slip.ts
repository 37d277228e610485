import { scannedCodeSchema, type ScannedCode } from '../../../src/contract/scanned-code.ts';

/** What this product prints itself: `TRAM:` is a ticket (`ticketCode` in src/contract/ticket.ts), `TRAM-HEN:` an appointment. */
export function ownSlip(text: string): ScannedCode | undefined {
  const [, appointment, rest = ''] = /^TRAM(-HEN)?:(.+)$/.exec(text) ?? [];
  const code = scannedCodeSchema.safeParse(
    appointment === undefined ? { kind: 'ticket', ticketToken: rest } : { kind: 'appointment', code: rest },
  );
  return code.success ? code.data : undefined;
}
