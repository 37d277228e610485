import type { IncomingMessage } from 'node:http';
import type { LicenceRecord } from '../../../contract/licence.ts';
import { personalNumberSchema } from '../../../contract/person.ts';
import { z } from '../../../contract/zod.ts';
import { bodyOf, startSimulatedService } from '../simulated-service.ts';

export interface RegisteredDriver {
  personalNumber: string;
  /** Where absent, the register does not know her. */
  driving?: LicenceRecord | undefined;
}

/** How the register conducts itself, besides `up`. */
export type LicenceRegisterMode =
  | 'up'
  /** Resets every connection. */
  | 'down'
  /** Never answers. */
  | 'slow'
  /** Answers 200 with a page in HTML. */
  | 'garbage'
  /** Answers 404, as a wrong address does. */
  | 'elsewhere';

export interface LicenceRegisterSimulator {
  url: string;
  setMode(mode: LicenceRegisterMode): void;
  /** Paths that were asked for, with their queries, in order. */
  asked(): readonly string[];
  close(): Promise<void>;
}

export const demonstrationToken = 'gplx-demonstration-token';

const querySchema = z.strictObject({ personalNumber: personalNumberSchema });

/** The register of docs/licence-register.md as its clients see it. */
export async function startLicenceRegisterSimulator(options: {
  token?: string;
  people: readonly RegisteredDriver[];
}): Promise<LicenceRegisterSimulator> {
  const { token = demonstrationToken, people } = options;
  const paths: string[] = [];
  let mode: LicenceRegisterMode = 'up';

  async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const query = querySchema.safeParse(await bodyOf(request));
    if (mode === 'garbage') return { status: 200, body: '<html>Bảo trì</html>' };
    if (mode === 'elsewhere') return { status: 404, body: '' };
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: '' };
    if (request.method !== 'POST' || !query.success) return { status: 400, body: '' };
    const known = people.find(({ personalNumber }) => personalNumber === query.data.personalNumber)?.driving;
    return { status: 200, body: JSON.stringify(known ?? { licences: [], unsettledViolations: false }) };
  }

  const service = await startSimulatedService((request, response) => {
    paths.push(request.url ?? '');
    if (mode === 'down') request.socket.resetAndDestroy();
    if (mode === 'down' || mode === 'slow') return;
    answer(request).then(
      ({ status, body }) => response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body),
      () => request.socket.destroy(),
    );
  });
  return {
    url: `${service.origin}/licences`,
    setMode: (next) => (mode = next),
    asked: () => [...paths],
    close: () => service.close(),
  };
}
