import { boardEventSchema, boardSchema, type Board, type BoardEvent } from '../../contract/queue-entries.ts';
import { ask } from './ask.ts';

export interface BoardListener {
  /** All that is shown now; whatever was known before is replaced. */
  snapshot(board: Board): void;
  event(event: BoardEvent): void;
  /** Staff were called, are coming, or are wanted no more. */
  helpCalls?(): void;
  /** From now on nothing that is shown is news. Told at each try that fails. */
  lost(): void;
}

/** The server says something every so often, if only a comment; a line that is silent for longer is dead. */
const longestSilence = 40_000;
const firstDelay = 500;
const longestDelay = 5_000;
/** One event is far shorter. */
const longestMessage = 65_536;

/**
 * Follows the hall's calls: a snapshot, and from its last event on each that comes, so that none is missed between the two. A line that
 * breaks is taken up again with a new snapshot, which is right even where the server has lost events of its own. It never ends.
 */
export async function followBoard(listener: BoardListener): Promise<never> {
  for (let delay = firstDelay; ; delay = Math.min(2 * delay, longestDelay)) {
    const isAnswered = await followOnce(listener);
    listener.lost();
    if (isAnswered) delay = firstDelay;
    // Hundreds of pages lose the same server at the same moment.
    await pause(delay * (0.5 + Math.random()));
  }
}

/** Until the line breaks. @returns whether there was one */
async function followOnce(listener: BoardListener): Promise<boolean> {
  const board = await ask('/v1/board', boardSchema);
  if (board.kind === 'refused') reloadIfOld();
  if (board.kind !== 'ok') return false;
  listener.snapshot(board.value);
  let last = board.value.lastEvent;
  try {
    for await (const { name, data } of messages('/v1/board/events', last)) {
      if (name === 'help-calls') listener.helpCalls?.();
      if (data === '') continue;
      const event = boardEventSchema.safeParse(JSON.parse(data)).data;
      if (!event) {
        reloadIfOld();
        break;
      }
      if (event.id <= last) continue;
      last = event.id;
      listener.event(event);
    }
  } catch {
    // The line broke.
  }
  return true;
}

interface Message {
  /** Empty of a usual one. */
  name: string;
  data: string;
}

/** Server-sent events after an id. Not by EventSource: that cannot be told where to begin, nor shows silence. */
async function* messages(path: string, lastEventId: number): AsyncGenerator<Message> {
  const line = new AbortController();
  const hangUp = () => line.abort();
  let silence = setTimeout(hangUp, longestSilence);
  try {
    const headers = { accept: 'text/event-stream', 'last-event-id': String(lastEventId) };
    const response = await fetch(path, { headers, signal: line.signal, cache: 'no-store' });
    if (!response.ok || !response.body) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ''; rest.length <= longestMessage;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(hangUp, longestSilence);
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      yield* blocks.map((block) => ({ name: fieldOf(block, 'event'), data: fieldOf(block, 'data') }));
    }
  } finally {
    clearTimeout(silence);
    hangUp();
  }
}

const fieldOf = (block: string, field: 'event' | 'data'): string =>
  block
    .split('\n')
    .filter((line) => line.startsWith(`${field}:`))
    .map((line) => line.slice(field.length + 1).trimStart())
    .join('\n');

const oldAfter = 60_000;

/** A page that does not understand the server is older than it: a board stands for months and nobody reloads it. */
function reloadIfOld(): void {
  if (performance.now() > oldAfter) location.reload();
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
