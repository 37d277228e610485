import { ok } from '../../src/contract/result.ts';
import type { Page } from '../../src/contract/session-view.ts';
import { Session } from '../session/driver.ts';
import { number } from '../support/samples.ts';
import { figure, type Figure } from './figure.ts';

/** How often a finger touches the screen of somebody with a card whom the registers know, until the number; the floors are the goals. */
export const taps = (): Figure[] => [
  figure('interface.taps.checkIn', tapsOf('insurance-check-in'), 4, 'taps'),
  figure('interface.taps.queueTicket', tapsOf('queue-ticket'), 2, 'taps'),
  figure('interface.taps.selfPaid', tapsOf('self-paid-visit'), 2, 'taps'),
  figure('interface.taps.licence', tapsOf('licence-renewal'), 12, 'taps'),
];

function tapsOf(service: string): number {
  const session = new Session();
  const isByCard = session.page.name === 'home' && service !== 'queue-ticket' && service !== 'self-paid-visit';
  if (isByCard) session.identified(service);
  else session.command({ type: 'choose-service', service });
  let count = 1;
  for (let pages = 0; pages < 30; pages += 1) {
    for (const { verificationId } of session.take('look-up-licence'))
      if (verificationId) session.event({ type: 'licence-looked-up', result: ok(licence) });
    if (session.take('issue').length > 0) session.event({ type: 'issued', result: ok(number()) });
    if (session.page.name === 'ticket') return count;
    count += touch(session, session.page);
  }
  throw new Error(`${service} ends on ${session.page.name}`);
}

const licence = {
  licences: [{ number: '990151000017', class: 'C', expiresOn: '2026-12-12', suspended: false }],
  unsettledViolations: false,
  healthCertificate: { issuedOn: '2026-11-02' },
};

/** The first way on that the page offers. @returns how many touches it takes */
function touch(session: Session, page: Page): number {
  if (page.name !== 'question') {
    session.command({ type: 'confirm' });
    return 1;
  }
  switch (page.question.kind) {
    case 'choice': {
      const [option] = page.question.options.filter(({ closed }) => !closed);
      if (!option) throw new Error('a choice without an option');
      session.command({ type: 'answer', option: option.id });
      return 1;
    }
    case 'photo':
      // "Chụp" and "Dùng ảnh này".
      session.command({ type: 'photo', jpeg: '/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==' });
      return 2;
    case 'intro':
    case 'consent':
      session.command({ type: 'confirm' });
      return 1;
    case 'digits':
    case 'date':
    case 'text':
      throw new Error(`${page.question.title.en} is typed`);
  }
}
