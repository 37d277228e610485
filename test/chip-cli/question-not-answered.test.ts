import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { entry } from './lab.ts';

/** What is typed on a terminal, and how the program ends: `script` gives its exit code, 128 + n of a signal. */
async function typed(keys: string): Promise<{ code: unknown; shown: string }> {
  const command = `'${process.execPath}' '${entry}' read`;
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, PCSCLITE_CSOCK_NAME: '/nonexistent' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!shown.includes('QR: ') && (shown + text).includes('QR: ')) terminal.stdin.write(keys);
    shown += text;
  });
  const [code] = (await once(terminal, 'close')) as unknown[];
  return { code, shown };
}

test('Ctrl-C ends the program as it does anywhere', async () => {
  const { code, shown } = await typed('\u0003');
  expect(code).toBe(130);
  expect(shown).not.toMatch(/ERROR|^ +at /m);
});

test('Ctrl-D is no code: 2', async () => {
  const { code, shown } = await typed('\u0004');
  expect(code).toBe(2);
  expect(shown).toContain('no code was given');
});
