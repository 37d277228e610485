import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase, openDatabase, transact } from '../../src/backend/store/database.ts';
import { addEnrolmentCode, revokeKiosk } from '../../src/backend/store/kiosks.ts';
import { addSession, addStaff, changeStaff } from '../../src/backend/store/staff.ts';
import { databases, emptyLocation } from './support/databases.ts';
import { sealingForTest as sealing } from './support/issuing.ts';
import { enrolled } from './support/kiosks.ts';
import { newSite } from './support/process.ts';

const run = promisify(execFile);
const entry = join(import.meta.dirname, '../../src/backend/main.ts');

test.each(databases)(
  '%s: a restored copy lets nobody in by itself, and says whom it knows; one that is refused changes nothing',
  async (on) => {
    const site = await newSite();
    await writeFile(join(site.directory, 'sealing.key'), Buffer.alloc(32, 7));
    const location = on === 'sqlite' ? { file: join(site.directory, 'centre.db') } : await emptyLocation(on);
    await createDatabase(location, sealing);
    const database = await openDatabase(location, sealing);
    onTestFinished(() => database.destroy());
    await enrolled(database, ['kiosk-1', 'kiosk-2', 'kiosk-3']);
    const now = Date.now();
    await transact(database, async (transaction) => {
      await revokeKiosk(transaction, 'kiosk-2', now);
      for (const staff of ['lan.nt', 'minh.tv']) {
        await addStaff(transaction, sealing, {
          staff,
          name: 'Cán bộ mẫu',
          role: 'clerk',
          password: '-',
          passwordOnce: false,
        });
        await addSession(transaction, sealing, {
          token: `token ${staff}`,
          staff,
          expiresAt: now + 3_600_000,
          usedAt: now,
        });
      }
      await changeStaff(transaction, 'minh.tv', { disabledAt: now });
      await addEnrolmentCode(transaction, sealing, { code: 'code', kiosk: 'kiosk-2', expiresAt: now + 600_000 });
    });

    const env = { ...process.env, DATABASE_URL: 'url' in location ? location.url : '' };
    const restored = (...skip: string[]) =>
      run(process.execPath, [entry, '--restored', ...skip, site.configFile], { env });
    const admissions = () =>
      Promise.all(
        (['staff_session', 'enrolment_code'] as const).map((table) => database.selectFrom(table).selectAll().execute()),
      );
    const before = await admissions();
    await database.updateTable('event_head').set({ behind: 201 }).execute();
    await expect(restored()).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('--skip') as string });
    expect(await admissions()).toEqual(before);

    const { stdout } = await restored('--skip', '9');
    expect(stdout).toContain('Máy đang đăng ký / Enrolled kiosks: kiosk-1, kiosk-3\n');
    expect(stdout).toContain('Tài khoản đang dùng / Active accounts: lan.nt (clerk)\n');
    expect(stdout).toMatch(/Hãy so.*Compare/s);
    expect(await admissions()).toEqual([[], []]);
  },
);
