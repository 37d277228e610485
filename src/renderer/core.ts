import { shallowRef } from 'vue';
import type { Command } from '../contract/commands.ts';
import type { Page, PageName, SessionView } from '../contract/session-view.ts';
import { openSocketBridge } from './bridge.ts';

export type PageOf<N extends PageName> = Extract<Page, { name: N }>;

const bridge = window.tram ?? openSocketBridge();

/** What the core wants shown; absent while there is no core. */
export const view = shallowRef<SessionView>();

bridge.watch((next) => {
  const late = next && view.value && next.revision < view.value.revision;
  if (!late) view.value = next;
});

/** The answer shows itself as the next view; a refusal is a defect of the page or a tap that came too late. */
export function send(command: Command): void {
  void bridge.send(command).then((result) => {
    if (!result.ok) console.warn(`${command.type}: ${result.code}`);
  });
}
