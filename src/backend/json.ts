import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Deeper than anything that this API or FHIR R4 asks for. */
const deepest = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What matters to the shape of a JSON text that was parsed already: strings whole, brackets, and the colon after a name. */
const shape = /("(?:[^"\\]|\\.)*")\s*(:?)|[[\]{}]/gs;

/**
 * JSON as RFC 7493 restricts it: in UTF-8, no name twice in an object, and not nested without end. What two programs could read
 * differently is refused by the first of them.
 * @throws {SyntaxError}
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decoded(bytes);
  const value: unknown = JSON.parse(text);
  const within: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(shape)) {
    if (string !== undefined) {
      if (colon === ':') enter(within.at(-1), JSON.parse(string) as string);
    } else if (token === '{' || token === '[') {
      if (within.push(new Set()) > deepest) throw new SyntaxError('nested too deeply');
    } else within.pop();
  }
  return value;
}

function enter(names: Set<string> | undefined, name: string): void {
  if (name === '__proto__') throw new SyntaxError('a name that is none');
  if (names?.has(name)) throw new SyntaxError('a name twice');
  names?.add(name);
}

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new SyntaxError('not UTF-8');
  }
}

/**
 * Routes that take nothing else.
 * @param onBody is shown the bytes before they are read
 */
export function speakJsonOnly(
  routes: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>,
  onBody?: (request: FastifyRequest, body: Buffer) => void,
): void {
  routes.removeAllContentTypeParsers();
  routes.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      onBody?.(request, body);
      done(null, parseJson(body));
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }));
    }
  });
}
