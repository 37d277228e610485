import type { Clock } from '../../clock.ts';
import type { OpenLine } from '../../printer/index.ts';
import type { PrinterEngine } from './engine.ts';

/**
 * A line from the printer's driver straight to an engine, on whatever clock both run.
 * @param latency milliseconds on the way, each way
 */
export const memoryLine =
  (engine: PrinterEngine, clock: Pick<Clock, 'after'>, latency = 0): OpenLine =>
  (events) => {
    const later = (action: () => void) => void clock.after(latency, action);
    const printer = engine.connect({
      answer: (bytes) => later(() => events.received(bytes)),
      hungUp: () => later(() => events.ended()),
    });
    later(() => events.opened());
    return {
      send: (bytes) => later(() => printer.receive(bytes)),
      close: () => printer.close(),
    };
  };
