import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Command } from '../../src/contract/commands.ts';
import type { Page, PageName } from '../../src/contract/session-view.ts';
import { sampleViews } from './sample-views.ts';
import { heedEarlyTouches, openKiosk, type Kiosk } from './support.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
  await heedEarlyTouches(kiosk.page);
});
afterAll(() => kiosk.close());
beforeEach(() => {
  kiosk.stage.commands.length = 0;
});

function sample<N extends PageName>(name: N, is: (page: Extract<Page, { name: N }>) => boolean): Page {
  const found = sampleViews[name].find(is);
  if (!found) throw new Error('a sample is missing');
  return found;
}

async function appear(page: Page) {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.show(page);
}

const button = (name: string | RegExp) => kiosk.page.getByRole('button', { name });
const kind = (wanted: string) => sample('question', ({ question }) => question.kind === wanted);
const person = (problem: string) => sample('person', (page) => page.problem === problem);

const ways: [string, Page, string | RegExp, Command][] = [
  ['no chip card at hand', sample('identify', () => true), 'Giấy tờ khác', { type: 'other-papers' }],
  ['a chip that fails', sample('identify', (page) => page.canDeclare), /Tiếp tục không đọc thẻ/, { type: 'declare' }],
  ['a child', sample('papers', () => true), 'Trẻ em chưa có căn cước', { type: 'show-paper', paper: 'child' }],
  [
    'a number held already',
    sample('person', (page) => page.held !== undefined),
    'In lại phiếu này',
    { type: 'confirm' },
  ],
  ['insurance withdrawn', person('INSURANCE_WITHDRAWN'), 'Khám dịch vụ', { type: 'confirm' }],
  ['a card of the army', person('INSURANCE_FORCES'), 'Đến quầy', { type: 'ask-staff' }],
  [
    'a wrong guess',
    sample('review', (page) => page.changes.length > 0),
    'Đổi: Ưu tiên',
    { type: 'change', question: 'priority' },
  ],
  ['papers wanting', kind('intro'), 'Tôi chưa có đủ', { type: 'print-list' }],
  ['papers complete', kind('intro'), 'Bắt đầu', { type: 'confirm' }],
  ['consent', kind('consent'), 'Tôi đồng ý', { type: 'confirm' }],
  ['no consent', kind('consent'), 'Không đồng ý', { type: 'deny' }],
];

it.each(ways)('%s', async (_, page, name, command) => {
  await appear(page);
  await button(name).click();
  await expect.poll(() => kiosk.stage.commands).toEqual([command]);
});

it('after two failures staff come before another attempt', async () => {
  await appear(sample('identify', (page) => page.staffFirst === true));
  const names = await kiosk.page.locator('.actions button').allInnerTexts();
  expect(names.map((name) => name.split('\n')[0])).toEqual([
    'Đến quầy',
    'Thử lại',
    'Tiếp tục không đọc thẻ',
    'Giấy tờ khác',
  ]);
});

it('agreeing is no easier than not agreeing', async () => {
  await appear(kind('consent'));
  const [agree, refuse] = await Promise.all(
    ['Tôi đồng ý', 'Không đồng ý'].map((name) =>
      button(name).evaluate((element) => {
        const { width, height } = element.getBoundingClientRect();
        const { backgroundColor, color, fontWeight } = getComputedStyle(element);
        return { width: Math.round(width), height: Math.round(height), backgroundColor, color, fontWeight };
      }),
    ),
  );
  expect(agree).toEqual(refuse);
});

it('a clinic that is closed can be touched, is not chosen, and says why and until when; the last one comes first', async () => {
  await appear(
    sample('question', ({ question }) => question.kind === 'choice' && question.options.some((each) => each.closed)),
  );
  expect(await kiosk.page.locator('li button').first().innerText()).toMatch(/^Như lần trước\s+Tim mạch$/);
  // A finger does not ask whether it is enabled.
  await button(/^Mắt/).click({ force: true });
  await kiosk.page
    .getByRole('alert')
    .getByText(/^Mắt: .+ Mở lại lúc 13:30\.$/)
    .waitFor();
  await button('Nội tổng quát').click();
  await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'answer', option: 'general' }]);
});
