import type { DeviceStatus, PrinterState } from '../../contract/devices.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { PrinterProblem } from '../../contract/session-view.ts';
import type { DeclaredBy, ServiceDefinition } from '../../contract/services.ts';

/** Whether a service is begun for somebody whose paper is shown and not proved; of a travel document the chip is read. */
export const serves = ({ servesDeclared = [] }: ServiceDefinition, by: DeclaredBy): boolean =>
  servesDeclared.includes(by);

const chipless = ['citizen-card', 'insurance-card', 'number'] as const;

/** May this service be begun? The first reason wins. */
export function mayServe(service: ServiceDefinition, devices: DeviceStatus): FailureCode | undefined {
  if (service.identity === 'none') return undefined;
  const problem = readerProblem(devices);
  return problem === 'READER_MISSING' && chipless.some((by) => serves(service, by)) ? undefined : problem;
}

export function readerProblem({ host, reader }: DeviceStatus): FailureCode | undefined {
  if (host === 'restarting') return 'DEVICE_LOST';
  switch (reader.state) {
    case 'absent':
    case 'service-down':
    case 'denied':
    case 'failed':
      return 'READER_MISSING';
    case 'ready':
    case 'starting':
      return undefined;
  }
}

/** A card that can be read. One that is mute lies there all the same. */
export const cardReadable = ({ reader }: DeviceStatus): boolean => reader.card && !reader.mute;

/** Why surely nothing can be printed. A printer that was not asked yet alarms nobody. */
export function printerProblem({ printer }: DeviceStatus): PrinterProblem | undefined {
  switch (printer.state) {
    case 'no-paper':
    case 'cover-open':
    case 'cutter-error':
    case 'offline':
      return printer.state;
    case 'ready':
    case 'paper-low':
    case 'unknown':
      return undefined;
  }
}

export const canPrint = (state: PrinterState): boolean => state === 'ready' || state === 'paper-low';
