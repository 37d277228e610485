import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { sampleViews } from './sample-views.ts';
import { viewOf } from './stage.ts';
import { ghostTapOver, openKiosk, type Kiosk } from './support.ts';

let kiosk: Kiosk;
beforeEach(async () => {
  kiosk = await openKiosk();
});
afterEach(() => kiosk.close());

const [person] = sampleViews.person;
if (!person) throw new Error('a sample is missing');

const cover = () => kiosk.page.getByText('Máy đang khởi động lại…');
const whole = () => kiosk.page.evaluate(() => document.documentElement.outerHTML);

it('shows nothing of anybody before the first view', async () => {
  await cover().waitFor();
  expect(await kiosk.page.getByText('Restarting…').isVisible()).toBe(true);
  expect(await kiosk.page.locator('button').count()).toBe(0);
});

it('leaves nothing of the person in the page when the core dies, and goes on with the next core', async () => {
  await kiosk.show(person);
  expect(await whole()).toContain('HƯỜNG');
  kiosk.stage.die();
  await cover().waitFor();
  expect(await whole()).not.toMatch(/HƯỜNG|1951|2027/);

  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.page.getByText('Đã xoá thông tin.').waitFor();
});

it('takes the lower revisions of a core that has started anew', async () => {
  await kiosk.show(person);
  kiosk.stage.die();
  await cover().waitFor();
  kiosk.stage.play(viewOf({ name: 'cleared', cardLeft: false }, 0));
  await kiosk.page.getByText('Đã xoá thông tin.').waitFor();
});

it('drops a view that comes late', async () => {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.show({ name: 'checking', what: 'number', patience: 'first' });
  kiosk.stage.play(viewOf(person, 1));
  await kiosk.page.waitForTimeout(200);
  expect(await whole()).not.toContain('HƯỜNG');
  expect(await kiosk.page.locator('[data-page]').getAttribute('data-page')).toBe('checking');
});

it.each([
  ['is not JSON', 'HƯỜNG{'],
  ['is in no contract', JSON.stringify({ view: { revision: 9, maskedName: 'HƯỜNG' } })],
])('covers the page when the message %s, and repeats nothing of it', async (_, text) => {
  await kiosk.show(person);
  kiosk.stage.say(text);
  await cover().waitFor();
  expect(kiosk.complaints.join()).not.toContain('HƯỜNG');
  // The same core is asked again.
  await kiosk.show(person);
});

it('notes a refused command by its code and leaves the page as it is', async () => {
  await kiosk.show({ name: 'checking', what: 'insurance', patience: 'first' });
  await kiosk.page.waitForTimeout(ghostTapOver);
  await kiosk.page.getByRole('button', { name: 'Huỷ' }).click();
  await expect.poll(() => kiosk.complaints).toEqual(['cancel: OUT_OF_TURN']);
  expect(await kiosk.page.locator('[data-page]').getAttribute('data-page')).toBe('checking');
});

it('asks for no socket where the shell brings its own bridge', async () => {
  const ownBridge = await kiosk.page.addInitScript((view) => {
    const sent: unknown[] = [];
    const send = (command: unknown) => {
      sent.push(command);
      return Promise.resolve({ ok: true, value: undefined });
    };
    // As Electron's preload does: nothing first, then the view.
    const watch = (listener: (view: unknown) => void) => {
      listener(undefined);
      setTimeout(() => listener(view), 50);
      return () => undefined;
    };
    Object.assign(window, { tram: { send, watch }, sent });
  }, viewOf(person));
  onTestFinished(() => ownBridge.dispose());
  await kiosk.page.reload();
  const yes = kiosk.page.getByRole('button', { name: 'Đúng, là tôi' });
  await yes.waitFor();
  await kiosk.page.waitForTimeout(ghostTapOver);
  await yes.click();
  await expect.poll(() => kiosk.page.evaluate('sent')).toEqual([{ type: 'confirm' }]);
  expect(kiosk.stage.callers()).toBe(0);
});
