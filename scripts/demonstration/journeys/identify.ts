import type { Visit } from '../visit.ts';
import type { Way } from './ways.ts';

/** From the page that asks for the card to the one that shows the person, or to a desk. */
export async function identify(visit: Visit): Promise<void> {
  await visit.reach('identify');
  await byWay[visit.way](visit);
  await visit.reach('person');
}

const byWay: Record<Way, (visit: Visit) => Promise<void>> = {
  /** QR first, then the card. */
  async card(visit) {
    await visit.scan('citizen-card');
    await visit.layCard();
  },
  /** A card whose chip gives no answer: its QR alone, and a desk compares. */
  async qr(visit) {
    await visit.scan('citizen-card');
    // Once may be a card that lies badly.
    await visit.layUnreadable();
    await visit.liftCard();
    await visit.layUnreadable();
    await visit.press('Tiếp tục không đọc thẻ…');
  },
  async typed(visit) {
    await otherPaper(visit, 'Tôi nhớ 12 số căn cước');
    await visit.reach('number-entry');
    await visit.enter(visit.personalNumber);
  },
  async 'insurance-card'(visit) {
    await otherPaper(visit, 'Thẻ bảo hiểm y tế');
    await visit.reach('identify');
    await visit.scan('insurance-card');
  },
  async passport(visit) {
    await otherPaper(visit, 'Hộ chiếu');
    await visit.reach('identify');
    await visit.scan('passport');
    await visit.layPassport();
  },
  async vneid(visit) {
    await otherPaper(visit, 'VNeID trên điện thoại');
    await visit.reach('identify');
    await visit.scan('vneid');
  },
  /** The card is the child's own. */
  async child(visit) {
    await otherPaper(visit, 'Trẻ em chưa có căn cước');
    await visit.reach('identify');
    await visit.scan('insurance-card');
  },
  none: (visit) => otherPaper(visit, 'Không mang giấy tờ…'),
};

async function otherPaper(visit: Visit, row: string): Promise<void> {
  await visit.press('Giấy tờ khác');
  await visit.reach('papers');
  await visit.press(row);
}
