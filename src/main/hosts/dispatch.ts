import { commandSchema } from '../../contract/commands.ts';
import { failed, type Result } from '../../contract/result.ts';
import type { Kiosk } from '../kiosk-port.ts';

/** The one way from a page to the core. Whatever the page sent is untrusted until it has passed the schema. */
export async function dispatch(kiosk: Kiosk, raw: unknown): Promise<Result> {
  const command = commandSchema.safeParse(raw);
  return command.success ? kiosk.handle(command.data) : failed('COMMAND_INVALID');
}
