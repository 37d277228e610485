import type { Stop } from '../../drivers/ports.ts';
import type { Command } from '../contract/commands.ts';
import type { Result } from '../contract/result.ts';
import type { SessionView } from '../contract/session-view.ts';

/** The core as a host sees it. */
export interface Kiosk {
  handle(command: Command): Promise<Result>;
  /** Calls `listener` at once with the present view, then on each change. */
  watchView(listener: (view: SessionView) => void): Stop;
  close(): Promise<void>;
}
