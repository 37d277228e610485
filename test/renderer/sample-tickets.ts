import type { Page } from '../../src/contract/session-view.ts';
import { cardiology, centre, licenceDesk, papers } from './sample-centre.ts';

const ticket: Extract<Page, { name: 'ticket' }> = {
  name: 'ticket',
  number: 'H042',
  queueLabel: cardiology.label,
  place: cardiology.place,
  desk: centre.desk,
  ahead: 6,
  priority: false,
  unverified: false,
  papers: [],
  ticketToken: 'q3Zk9sXw2LbT7vR1mN5eYA',
  paper: { state: 'printing' },
  canReprint: false,
  cardLeft: false,
};

const { ahead: _, ...withoutAhead } = ticket;

export const tickets: Extract<Page, { name: 'ticket' }>[] = [
  ticket,
  { ...withoutAhead, priority: true, unverified: true, paper: { state: 'confirmed' }, cardLeft: true },
  {
    ...ticket,
    number: 'L107',
    queueLabel: licenceDesk.label,
    place: licenceDesk.place,
    ahead: 0,
    priority: true,
    unverified: true,
    papers,
    paper: { state: 'failed', code: 'PRINTER_NO_PAPER' },
    cardLeft: true,
  },
  {
    ...ticket,
    number: 'L107',
    queueLabel: licenceDesk.label,
    place: licenceDesk.place,
    ahead: 0,
    priority: true,
    unverified: true,
    papers,
    paper: { state: 'unknown', code: 'PRINTER_NO_PAPER' },
    canReprint: true,
    cardLeft: true,
  },
  {
    ...ticket,
    place: { ...ticket.place, way: { vi: 'Đi thẳng, theo vạch xanh', en: 'Straight on, along the green line' } },
    estimate: { from: '08:00', to: '08:15' },
    paper: { state: 'confirmed' },
  },
  {
    ...ticket,
    number: 'L107',
    queueLabel: licenceDesk.label,
    place: licenceDesk.place,
    ahead: 3,
    estimate: { from: '09:40', to: '10:05' },
    papers,
    dossier: { code: '000.22.15.H29-261121-0007', resultOn: '2026-11-27', awaitsDesk: true, fee: 135_000 },
    paper: { state: 'confirmed' },
    cardLeft: true,
  },
  // Of which the machine has seen all.
  {
    ...ticket,
    number: 'L108',
    queueLabel: licenceDesk.label,
    place: licenceDesk.place,
    ahead: 4,
    papers: [],
    dossier: { code: '000.22.15.H29-261121-0008', resultOn: '2026-11-27', awaitsDesk: false, fee: 135_000 },
    paper: { state: 'confirmed' },
    cardLeft: true,
  },
];
