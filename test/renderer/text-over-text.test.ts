import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { misplaced } from './misplaced.ts';
import { sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

/** That the pages have nothing of this, the tests of all their looks say; here, that it would be seen. */
let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const [person] = sampleViews.person;
const [papers] = sampleViews.papers;
if (!person || !papers) throw new Error('a sample is missing');

beforeEach(() => kiosk.show({ name: 'cleared', cardLeft: false }));

/** Changes the page as a rule that is wrong would. */
const spoil = (selector: string, style: Partial<CSSStyleDeclaration>) =>
  kiosk.page
    .locator(selector)
    .first()
    .evaluate((element, wrong) => Object.assign((element as HTMLElement).style, wrong), style);

it('a page as it should be has nothing in a wrong place', async () => {
  await kiosk.show(person);
  expect(await kiosk.page.evaluate(misplaced)).toEqual([]);
});

it('a text taller than its tile', async () => {
  await kiosk.show(papers);
  await spoil('main button', { height: '8px', minHeight: '0', padding: '0' });
  expect(await kiosk.page.evaluate(misplaced)).toContain('out of its box: Thẻ bảo hiểm y tế');
});

it('a text out of a tile that black alone makes seen', async () => {
  await kiosk.show(person);
  await spoil('.actions .main', {
    background: 'rgb(0, 0, 0)',
    border: 'none',
    width: '60px',
    padding: '0',
    whiteSpace: 'nowrap',
  });
  expect(await kiosk.page.evaluate(misplaced)).toContain('out of its box: Đúng, là tôi');
});

it('a word wider than its button', async () => {
  await kiosk.show(person);
  await spoil('.actions .main', { width: '60px', padding: '0', whiteSpace: 'nowrap' });
  expect(await kiosk.page.evaluate(misplaced)).toContain('out of its box: Đúng, là tôi');
});

it('two texts in one place', async () => {
  await kiosk.show(person);
  await spoil('.born', { marginTop: '-60px' });
  expect(await kiosk.page.evaluate(misplaced)).toContain('upon one another: N. T. HƯỜNG | Sinh năm 1951');
});

it('two buttons in one place', async () => {
  await kiosk.show(person);
  await spoil('.ways .back', { transform: 'translateX(480px)' });
  expect((await kiosk.page.evaluate(misplaced)).join()).toMatch(/upon one another: .*Quay lại \| .*Đến quầy/);
});

it('a text beyond the edge of the page', async () => {
  await kiosk.show(person);
  await spoil('h1', { marginLeft: '800px', whiteSpace: 'nowrap' });
  expect(await kiosk.page.evaluate(misplaced)).toContain('beyond the page: Có phải ông/bà không?');
});
