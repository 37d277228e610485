import type { LogEvent } from '../log/log.ts';
import type { SessionEvent } from './events.ts';
import type { State } from './state.ts';

/** What is worth writing down of one step, told from the two states around it: no branch of the session can forget it. */
export function toLog(before: State, after: State, event: SessionEvent): LogEvent[] {
  const lines: LogEvent[] = [];
  if (event.type === 'scan') lines.push({ event: 'scan', kind: event.code.kind });
  // She goes on without having been checked, and no page shows the problem.
  const isCheck = event.type === 'chip-read' || event.type === 'verified' || event.type === 'licence-looked-up';
  if (isCheck && !event.result.ok && after.stage.name === 'question')
    lines.push({
      event: 'failure',
      page: event.type === 'chip-read' ? 'identify' : 'checking',
      code: event.result.code,
    });
  if (event.type === 'access') {
    lines.push({
      event: 'maintenance',
      what: event.result.ok ? 'opened' : event.result.code === 'PIN_LOCKED' ? 'locked' : 'refused',
    });
  }
  lines.push(...deviceLines(before, after));
  if (before.stage.name === 'maintenance' && after.stage.name !== 'maintenance')
    lines.push({ event: 'maintenance', what: 'left' });
  const problem = problemOf(after);
  if (problem && problem !== problemOf(before))
    lines.push({
      event: 'failure',
      page: after.stage.name === 'issuing' ? 'checking' : after.stage.name,
      code: problem,
    });
  return lines;
}

function problemOf({ stage }: State) {
  if (stage.name === 'desk' || stage.name === 'missing') return stage.reason;
  return 'problem' in stage ? stage.problem : undefined;
}

function deviceLines(before: State, after: State): LogEvent[] {
  const words = ({ devices: { host, reader, scanner, printer } }: State) => ({
    host,
    reader: reader.state,
    scanner: scanner.state,
    printer: printer.state,
  });
  const now = words(after);
  return JSON.stringify(words(before)) === JSON.stringify(now) ? [] : [{ event: 'devices', ...now }];
}
