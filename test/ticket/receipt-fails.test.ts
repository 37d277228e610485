import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { PrintOutcome } from '../../drivers/ports.ts';
import type { NumberResponse } from '../../src/contract/backend-api.ts';
import type { LicenceRecord } from '../../src/contract/licence.ts';
import { serviceDefinitionSchema } from '../../src/contract/services.ts';
import { ticketSchema, type Ticket } from '../../src/contract/ticket.ts';
import { performer, type Deps } from '../../src/main/perform.ts';
import { receiptOf } from '../../src/main/services/receipt.ts';
import { factsOf, numberRequest, type Visit } from '../../src/main/services/visit.ts';
import { openStore } from '../../src/main/store/store.ts';
import handOver from '../../resources/services/licence-hand-over.json' with { type: 'json' };
import renewal from '../../resources/services/licence-renewal.json' with { type: 'json' };
import { keptTickets } from '../support/kept-ticket.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { context, number, numberTicket, onePaper, verifiedIdentity } from '../support/samples.ts';
import { renderTicket, wordsOn } from '../support/tickets.ts';
import { asPng, readQr } from './paper.ts';

const dossier = { code: 'H99.01.05-261121-0007', resultOn: '2026-11-27' };
const given = number({ dossier });

const visitOf = (answers: Record<string, string>, definition: unknown, licence?: LicenceRecord): Visit => ({
  service: serviceDefinitionSchema.parse(definition),
  day: '2026-11-21',
  selfPaid: false,
  answers,
  identity: verifiedIdentity(),
  ...(licence && { licence }),
});

const receiptOn = (visit: Visit, told: NumberResponse) =>
  receiptOf(factsOf(visit, context.catalogue), told, { maskedName: 'N. T. HƯỜNG', language: 'vi' });

const receiptFor = (answers: Record<string, string>, definition: unknown = renewal, told = given) =>
  receiptOn(visitOf(answers, definition), told);

const fullest = {
  'licence-class': 'B',
  'health-certificate': 'paper',
  delivery: 'post',
  address: 'Số 1 Đường Mẫu',
  phone: '0912345678',
  photo: 'taken',
};

const confirmed: PrintOutcome = { outcome: 'confirmed', by: 'process-id' };

function printing(outcomes: PrintOutcome[]) {
  const directory = mkdtempSync(join(tmpdir(), 'tram-'));
  const store = openStore(directory);
  onTestFinished(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });
  const clock = new ManualClock();
  store.keepNumber('the-key', given, numberTicket(), clock.now());
  const printed: Ticket['kind'][] = [];
  const deps: Partial<Deps> = {
    catalogue: context.catalogue,
    store,
    clock,
    log: () => undefined,
    wakeSender: () => undefined,
    print: (ticket, attempt) => {
      const outcome = outcomes[printed.length] ?? confirmed;
      printed.push(ticket.kind);
      if (attempt !== undefined) store.settle(attempt, outcome.outcome, onePaper, clock.now());
      return Promise.resolve(outcome);
    },
  };
  const receipt = receiptFor(fullest);
  if (!receipt) throw new Error('no receipt');
  const effect = { type: 'print-number', ticketToken: given.ticketToken, receipt } as const;
  const answer = () => performer(deps as Deps)(effect, new AbortController().signal);
  return { answer, printed, store };
}

it('the number comes first and its receipt after it', async () => {
  const { answer, printed } = printing([]);
  expect(await answer()).toEqual({ type: 'printed', outcome: confirmed });
  expect(printed).toEqual(['number', 'receipt']);
});

it('a receipt that fails is told of, and the number keeps the paper that it has', async () => {
  const noPaper = { outcome: 'not-printed', code: 'PRINTER_NO_PAPER' } as const;
  const { answer, printed, store } = printing([confirmed, noPaper]);
  expect(await answer()).toEqual({ type: 'printed', outcome: noPaper });
  expect(printed).toEqual(['number', 'receipt']);
  expect(store.nextUnsent()).toMatchObject({ report: { outcome: 'confirmed' } });
  expect(store.unsettled(given.serviceDay)).toEqual([]);
});

it('a number that fails is not followed by a receipt alone', async () => {
  const noPaper = { outcome: 'not-printed', code: 'PRINTER_NO_PAPER' } as const;
  const { answer, printed } = printing([noPaper]);
  expect(await answer()).toEqual({ type: 'printed', outcome: noPaper });
  expect(printed).toEqual(['number']);
});

it('the longest receipt goes on paper, with nothing on it that she typed', () => {
  const receipt = ticketSchema.parse(receiptFor(fullest));
  const text = JSON.stringify(receipt);
  expect(text).not.toMatch(/Đường Mẫu|0912345678/);
  expect(receipt).toMatchObject({ resultPlace: { vi: 'Gửi bưu điện đến địa chỉ đã khai' } });
  expect(readQr(asPng(renderTicket(receipt)))).toEqual([dossier.code]);
});

const held = { number: '990151000017', class: 'B', expiresOn: '2026-12-12', suspended: false };
const register = (change: Partial<LicenceRecord> = {}): LicenceRecord => ({
  licences: [held],
  unsettledViolations: false,
  healthCertificate: { issuedOn: '2026-11-02' },
  ...change,
});
const picked = { licence: '1', reason: 'expiring', photo: 'taken', delivery: 'here' };
const certificateOnPaper = { 'health-certificate': 'paper', 'health-certificate-date': '01112026' };

it.each<[string, Record<string, string>, LicenceRecord | undefined, boolean, boolean]>([
  ['the register knows all of it', picked, register(), false, false],
  [
    'a class without a term needs no certificate',
    { ...picked, reason: 'damaged' },
    register({ licences: [{ number: '1', class: 'A1', suspended: false }], healthCertificate: undefined }),
    false,
    false,
  ],
  [
    'the register does not know until when the licence holds, and she says so herself',
    { ...picked, 'licence-expiry': '12122026' },
    register({ licences: [{ number: held.number, class: 'B', suspended: false }] }),
    false,
    true,
  ],
  [
    'the certificate is on paper',
    { ...picked, ...certificateOnPaper },
    register({ healthCertificate: undefined }),
    false,
    true,
  ],
  ['the register was not asked', { ...fullest, reason: 'expiring' }, undefined, false, true],
  ['the photo is taken at the desk', { ...picked, photo: 'at-desk' }, register(), false, true],
  ['her data changed', { ...picked, reason: 'data-differ' }, register(), false, true],
  ['her card is to be checked', picked, register(), true, true],
])(
  'a paper says that the dossier was received only where no desk has to see any more: %s',
  (_name, answers, licence, unverified, awaitsDesk) => {
    const visit = visitOf(answers, renewal, licence);
    const asked = numberRequest(visit, factsOf(visit, context.catalogue)).awaitsDesk;
    // As the server answers it.
    const told = number({ dossier: { ...dossier, awaitsDesk: asked !== false || unverified }, unverified });
    const paper = receiptOn(visit, told);
    const words = paper ? wordsOn(paper) : '';
    expect(paper?.awaitsDesk).toBe(awaitsDesk);
    if (awaitsDesk) {
      expect(words).toMatch(
        /PHIẾU HỒ SƠ CHỜ QUẦY TIẾP NHẬN.*xuất trình tại quầy.*nếu quầy tiếp nhận.*chưa phải giấy tiếp nhận/,
      );
      expect(words).not.toMatch(
        /GIẤY TIẾP NHẬN HỒ SƠ VÀ|CỘNG HÒA|Tiếp nhận hồ sơ của|hồ sơ nộp gồm|Thời gian nhận hồ sơ/,
      );
    } else {
      expect(words).toMatch(/GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ.*Tiếp nhận hồ sơ của/);
      expect(words).not.toMatch(/xuất trình tại quầy|nếu quầy/);
    }
  },
);

it.each([
  ['a machine received', false, []],
  ['a desk receives', true, ['Căn cước']],
])(
  'the ticket beside it asks for papers only where a desk has to see them: %s it',
  async (_name, awaitsDesk, papers) => {
    const answer = number({ dossier: { ...dossier, awaitsDesk } });
    const visit = visitOf(picked, renewal, register());
    const request = numberRequest(visit, factsOf(visit, context.catalogue));
    const card = { vi: 'Căn cước', en: 'ID card' };
    const words = { service: visit.service, papers: [card], language: 'vi' as const };
    const kept = await keptTickets(answer, { request, words });
    expect(kept.map((ticket) => ticket.papers.map(({ vi }) => vi))).toEqual([papers]);
  },
);

it('nothing is acknowledged where nothing was received, no code came, or she held the number before', () => {
  expect(receiptFor(fullest, renewal, number({ dossier, repeated: true }))).toBeUndefined();
  expect(receiptFor({}, handOver)).toBeUndefined();
  expect(receiptFor(fullest, renewal, number())).toBeUndefined();
});
