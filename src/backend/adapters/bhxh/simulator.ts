import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from '../../../contract/zod.ts';
import { bodyOf, startSimulatedService } from '../simulated-service.ts';
import { cardPath, portalDay, tokenPath } from './wire.ts';

export interface PortalPerson {
  personalNumber: string;
  fullName: string;
  /** `YYYY-MM-DD`, or as much of it as the portal knows. */
  birthDate: string;
  sex: 'male' | 'female';
  /** `maTheMoi`: with code 003, the newer card, which is then found valid. `maDKBD`: where its holder is registered, else here. */
  portal: { maKetQua: string; validUntil?: string; maTheMoi?: string; ghiChu?: string; maDKBD?: string };
}

export interface PortalAccount {
  username: string;
  passwordMd5: string;
}

/** How the portal conducts itself, besides `up`. */
export const portalModes = [
  'up',
  /** Resets every connection. */
  'down',
  /** Does what it is asked, and resets the connection before the answer. */
  'lost',
  /** Resets the next connection, and is up again. */
  'reset-once',
  /** Answers no sooner than after a minute. */
  'slow',
  /** Answers 200 with a page in HTML. */
  'garbage',
  /** Ends the connection in the middle of each answer. */
  'half',
  /** Names the result code twice, and not the same. */
  'twice',
  /** Answers 500 with nothing. */
  'error',
  /** Forgets all tokens, as it does when it restarts, and is up again. */
  'unauthorised-once',
  /** Gives tokens that it then does not know. */
  'unauthorised',
] as const;
export type PortalMode = (typeof portalModes)[number];

export interface PortalSimulator {
  url: string;
  setMode(mode: PortalMode): void;
  /** How often each of the two calls was made. */
  requests(): { token: number; card: number };
  close(): Promise<void>;
}

export const demonstrationAccount: PortalAccount = {
  username: '99001_BV',
  passwordMd5: '5EBE2294ECD0E0F08EAB7690D2A6EE69',
};

const accountSchema = z.object({ username: z.string(), password: z.string() });
const querySchema = z.object({
  maThe: z.string(),
  hoTen: z.string(),
  ngaySinh: z.string().regex(/^(\d{2}\/)?(\d{2}\/)?\d{4}$/),
  hoTenCb: z.string().min(1),
  cccdCb: z.string().regex(/^\d{12}$/),
});

/** `sent`: so many bytes, and then no more. */
type Answer = { status: number; body: string; sent?: number } | typeof reset;
const reset = 'reset';

/** The insurance portal as its clients see it: tokens that expire, one card check, its own result codes. */
export async function startPortalSimulator(options: {
  port?: number;
  accounts?: readonly PortalAccount[];
  people: readonly PortalPerson[];
}): Promise<PortalSimulator> {
  const accounts = options.accounts ?? [demonstrationAccount];
  const tokens = new Map<string, { id: string; expiresAt: number }>();
  const counts = { token: 0, card: 0 };
  let mode: PortalMode = 'up';

  function takeToken(body: unknown): unknown {
    const { data } = accountSchema.safeParse(body);
    const known = accounts.find(
      (account) => account.username === data?.username && account.passwordMd5 === data.password,
    );
    if (!known) return { maKetQua: '401', APIKey: null };
    const access = randomBytes(48).toString('base64');
    const id = randomUUID();
    const expiresAt = Date.now() + 600_000;
    tokens.set(access, { id, expiresAt });
    return {
      maKetQua: '200',
      APIKey: {
        access_token: access,
        id_token: id,
        token_type: 'Bearer',
        username: known.username,
        expires_in: new Date(expiresAt).toISOString().replace('Z', '7187Z'),
      },
    };
  }

  function mayAsk(query: URLSearchParams): boolean {
    const token = tokens.get(query.get('token') ?? '');
    const { username, password, id_token } = Object.fromEntries(query);
    const known = accounts.some((account) => account.username === username && account.passwordMd5 === password);
    return known && token !== undefined && token.id === id_token && token.expiresAt > Date.now();
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://portal.invalid');
    if (url.pathname === tokenPath) counts.token += 1;
    if (url.pathname === cardPath) counts.card += 1;
    const body = await bodyOf(request);

    if (mode === 'down') return reset;
    if (mode === 'reset-once') {
      mode = 'up';
      return reset;
    }
    if (mode === 'garbage') return { status: 200, body: '<html>Bảo trì</html>' };
    if (mode === 'error') return { status: 500, body: '' };
    if (mode === 'slow') await sleep(60_000, undefined, { ref: false });
    if (url.pathname === tokenPath) return spoilt(JSON.stringify(takeToken(body)));
    if (url.pathname !== cardPath) return { status: 404, body: '' };
    if (mode === 'unauthorised' || mode === 'unauthorised-once') tokens.clear();
    if (mode === 'unauthorised-once') mode = 'up';
    if (!mayAsk(url.searchParams)) return { status: 401, body: '' };
    return spoilt(JSON.stringify(checkCard(options.people, body)));
  }

  function spoilt(body: string): Answer {
    if (mode === 'lost') return reset;
    if (mode === 'half') return { status: 200, body, sent: body.length / 2 };
    return { status: 200, body: mode === 'twice' ? body.replace('{', '{"maKetQua":"000",') : body };
  }

  const service = await startSimulatedService((request, response) => {
    answer(request).then(
      (given) => {
        if (given === reset) {
          request.socket.resetAndDestroy();
          return;
        }
        const body = Buffer.from(given.body);
        response.writeHead(given.status, {
          'content-type': 'application/json; charset=utf-8',
          'content-length': body.length,
        });
        if (given.sent === undefined) response.end(body);
        else response.write(body.subarray(0, given.sent), () => request.socket.destroy());
      },
      () => response.destroy(),
    );
  }, options.port);
  return {
    url: service.origin,
    setMode: (next) => (mode = next),
    requests: () => ({ ...counts }),
    close: () => service.close(),
  };
}

function checkCard(people: readonly PortalPerson[], body: unknown): Record<string, unknown> {
  const { data: query } = querySchema.safeParse(body);
  if (!query) return emptyAnswer('205');
  const person = people.find(({ personalNumber, portal }) =>
    [personalNumber, portal.maTheMoi, insuranceNumberOf(personalNumber), cardNumberOf(personalNumber)].includes(
      query.maThe,
    ),
  );
  if (!person) return emptyAnswer('050');
  const { validUntil, maTheMoi, maDKBD = '99001' } = person.portal;
  const renewed = query.maThe === maTheMoi;
  const maKetQua = mismatchOf(query, person) ?? (renewed ? '000' : person.portal.maKetQua);
  const ghiChu = maKetQua === person.portal.maKetQua ? person.portal.ghiChu : undefined;
  if (!withCard.has(maKetQua)) return emptyAnswer(maKetQua, ghiChu);
  return {
    ...emptyAnswer(maKetQua, ghiChu),
    maThe: renewed ? maTheMoi : cardNumberOf(person.personalNumber),
    hoTen: person.fullName,
    ngaySinh: portalDay(person.birthDate),
    gioiTinh: person.sex === 'male' ? 'Nam' : 'Nữ',
    diaChi: 'Phường Mẫu, Thành phố Mẫu',
    maDKBD,
    cqBHXH: 'BHXH Thành phố Mẫu',
    gtTheTu: '01/01/2025',
    gtTheDen: validUntil === undefined ? null : portalDay(validUntil),
    maKV: '',
    ngayDu5Nam: '01/01/2030',
    maSoBHXH: insuranceNumberOf(person.personalNumber),
    maTheMoi: renewed ? null : (maTheMoi ?? null),
  };
}

const insuranceNumberOf = (personalNumber: string): string => personalNumber.slice(-10);
const cardNumberOf = (personalNumber: string): string => `DN499${insuranceNumberOf(personalNumber)}`;

function mismatchOf({ hoTen, ngaySinh }: z.infer<typeof querySchema>, { fullName, birthDate }: PortalPerson) {
  const name = hoTen.normalize();
  if (name !== fullName) return name.startsWith(fullName.slice(0, 1)) ? '061' : '060';
  return ngaySinh === portalDay(birthDate) ? undefined : '070';
}

/** Results that come with the card's data. */
const withCard = new Set(['000', '001', '002', '003', '004', '010', '060', '061', '070']);

const noteOf: Readonly<Record<string, string>> = {
  '000': 'Thông tin thẻ chính xác',
  '001': 'Thẻ do BHXH Bộ Quốc phòng quản lý, đề nghị kiểm tra thẻ và thông tin giấy tờ tuỳ thân',
  '002': 'Thẻ do BHXH Bộ Công an quản lý, đề nghị kiểm tra thẻ và thông tin giấy tờ tuỳ thân',
  '003': 'Thẻ cũ hết giá trị sử dụng nhưng đã được cấp thẻ mới',
  '004': 'Thẻ cũ còn giá trị sử dụng nhưng đã được cấp thẻ mới',
  '010': 'Thẻ hết giá trị sử dụng',
  '050': 'Không thấy thông tin thẻ BHYT',
  '060': 'Thẻ sai họ tên',
  '061': 'Thẻ sai họ tên (đúng ký tự đầu)',
  '070': 'Thẻ sai ngày sinh',
  '205': 'Sai định dạng tham số truyền vào',
};

const emptyAnswer = (maKetQua: string, ghiChu = noteOf[maKetQua] ?? ''): Record<string, unknown> => ({
  maKetQua,
  ghiChu,
  maThe: null,
  hoTen: null,
  ngaySinh: null,
  gioiTinh: null,
  diaChi: null,
  maDKBD: null,
  cqBHXH: null,
  gtTheTu: null,
  gtTheDen: null,
  maKV: null,
  ngayDu5Nam: null,
  maSoBHXH: null,
  maTheCu: null,
  maTheMoi: null,
  gtTheTuMoi: null,
  gtTheDenMoi: null,
  maDKBDMoi: null,
  tenDKBDMoi: null,
  dsLichSuKCB2018: null,
  dsLichSuKT2018: null,
});
