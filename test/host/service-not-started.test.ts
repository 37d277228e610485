import { expect, test } from 'vitest';
import { restartService } from '../../drivers/host/service.ts';

test.each([
  ['there is no such program', '/nonexistent'],
  ['its path leads through a file', '/etc/passwd/systemctl'],
  ['its path is none', 'system\0ctl'],
  ['it ends badly', '/bin/false'],
])('%s: it has failed, and nobody crashes', async (_, program) => {
  expect(await restartService([program], 5_000)).toBe('failed');
});
