import { serviceDaySchema } from '../../../contract/queue.ts';
import { z } from '../../../contract/zod.ts';
import { outcomeOf, refusal } from './outcome.ts';
import type { Bundle, OperationOutcome, Resource } from './resources.ts';
import { hl7 } from './site.ts';

/** A search parameter as the CapabilityStatement tells it. */
export interface Parameter {
  name: string;
  type: 'token' | 'date' | 'reference';
  documentation: string;
  /** Names a person, so that it may stand in a form only and never in a URL. */
  isPersonal?: true;
}

/** A place in a search's fixed order: people keep it while their visit changes. */
export interface Place {
  serviceDay: string;
  id: string;
}

export interface Search {
  values: ReadonlyMap<string, readonly string[]>;
  count: number;
  after: Place | undefined;
}

export interface Found {
  resources: readonly Resource[];
  /** Where the next page begins. */
  next?: Place | undefined;
}

const usualCount = 50;
const mostCount = 200;
const ofType = ':of-type';
/** Ours, besides FHIR's own: where the page before ended. */
const pageParameter = 'page';
const always = ['_count', '_format', pageParameter];

/**
 * @param url what stood in the URL
 * @param form what stood in the form of POST [type]/_search
 * @throws Refusal
 */
export function parseSearch(
  parameters: readonly Parameter[],
  url: URLSearchParams,
  form: URLSearchParams,
  isStrict: boolean,
): { search: Search; told: URLSearchParams; ignored: string[] } {
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const values = new Map<string, string[]>();
  const told = new URLSearchParams();
  const ignored: string[] = [];
  for (const [source, isUrl] of [
    [url, true],
    [form, false],
  ] as const) {
    for (const [name, value] of source) {
      const base = name.endsWith(ofType) ? name.slice(0, -ofType.length) : name;
      if (/\p{Cc}/u.test(name + value)) throw refusal(400, 'value', controlCharacter);
      const parameter = known.get(base);
      if (!parameter && !always.includes(name)) {
        // FHIR: an unknown parameter may be passed over, a modifier of a known one never.
        if (known.has(name.split(':')[0] ?? '')) throw unknownModifier();
        ignored.push(name.slice(0, 64));
        continue;
      }
      if (parameter?.isPersonal && isUrl) throw personalInUrl();
      if (base !== name && !parameter?.isPersonal) throw unknownModifier();
      if (!parameter?.isPersonal) told.append(name, value);
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  if (isStrict && ignored.length > 0)
    throw refusal(400, 'not-supported', {
      vi: `Tham số không có ở đây: ${ignored.join(', ')}`,
      en: `Unknown parameters: ${ignored.join(', ')}`,
    });
  const search = { values, count: countOf(values.get('_count')), after: placeOf(values.get(pageParameter)) };
  return { search, told, ignored };
}

function countOf(values: readonly string[] | undefined): number {
  if (values === undefined) return usualCount;
  const count = z.coerce.number().int().min(1).safeParse(values[0]);
  if (!count.success) throw invalid('_count', 'một số từ 1', 'a number from 1');
  return Math.min(count.data, mostCount);
}

function placeOf(values: readonly string[] | undefined): Place | undefined {
  if (values === undefined) return undefined;
  const [, serviceDay, id] = /^(\d{4}-\d{2}-\d{2})~([\w-]{1,64})$/.exec(values[0] ?? '') ?? [];
  if (serviceDay === undefined || id === undefined)
    throw invalid(pageParameter, 'lấy từ liên kết next', 'from a next link');
  return { serviceDay, id };
}

export const invalid = (name: string, vi: string, en: string) =>
  refusal(400, 'value', { vi: `Tham số ${name} phải là ${vi}.`, en: `Parameter ${name} must be ${en}.` });

export const needed = (name: string) =>
  refusal(400, 'required', { vi: `Cần tham số ${name}.`, en: `The parameter ${name} is needed.` });

const controlCharacter = { vi: 'Tham số có ký tự điều khiển.', en: 'A parameter has a control character in it.' };

const unknownModifier = () =>
  refusal(400, 'not-supported', {
    vi: 'Tham số này không có biến thể ấy: xem /metadata.',
    en: 'This parameter does not have this modifier: see /metadata.',
  });

const personalInUrl = () =>
  refusal(400, 'security', {
    vi: 'Số của một người không được nằm trong URL, vì URL bị ghi vào nhật ký. Hãy dùng POST [loại]/_search với tham số trong thân yêu cầu.',
    en: 'A person’s identifier must not stand in a URL, since URLs are logged. Use POST [type]/_search with the parameter in the form.',
  });

/** The only value of a parameter that may be given once. */
export function one({ values }: Search, name: string): string | undefined {
  const given = values.get(name);
  if (given === undefined) return undefined;
  const [value] = given;
  if (given.length !== 1 || value === undefined || value === '' || value.includes(','))
    throw invalid(name, 'một giá trị duy nhất', 'one value');
  return value;
}

/** Values of which any may match. */
export const anyOf = ({ values }: Search, name: string): readonly string[] | undefined => {
  const given = values.get(name);
  if (given !== undefined && given.length !== 1) throw invalid(name, 'một danh sách duy nhất', 'one list');
  return given?.[0]?.split(',').slice(0, mostCount);
};

export const isId = (text: string): boolean => /^[A-Za-z0-9.-]{1,64}$/.test(text);

/** The id in `Type/id` or `id`. */
export function referenced(search: Search, name: string, type: Resource['resourceType']): string | undefined {
  const value = one(search, name);
  if (value === undefined) return undefined;
  const id = value.startsWith(`${type}/`) ? value.slice(type.length + 1) : value;
  if (!isId(id)) throw invalid(name, `${type}/[id]`, `${type}/[id]`);
  return id;
}

export interface Days {
  from?: string | undefined;
  to?: string | undefined;
}

/** Whole days of Asia/Ho_Chi_Minh: `2026-11-22`, `ge2026-11-01`, `le2026-11-30`. */
export function days({ values }: Search, name: string): Days {
  const found: Days = {};
  for (const value of values.get(name) ?? []) {
    const [, prefix, text] = /^(eq|ge|le)?(.*)$/.exec(value) ?? [];
    const day = serviceDaySchema.safeParse(text);
    if (!day.success) throw invalid(name, 'ngày, có thể kèm eq, ge, le', 'a day, perhaps with eq, ge, le');
    if (prefix !== 'le') found.from = later(found.from, day.data);
    if (prefix !== 'ge') found.to = earlier(found.to, day.data);
  }
  return found;
}

/** The same, and on this day only. */
export const within = ({ from, to }: Days, day: string): Days => ({ from: later(from, day), to: earlier(to, day) });

const dayLength = 86_400_000;

/** @returns one more than a year's at most */
export function eachDay({ from, to }: { from: string; to: string }): string[] {
  const first = Date.parse(from);
  const count = Math.min((Date.parse(to) - first) / dayLength + 1, 367);
  return Array.from({ length: Math.max(count, 0) }, (_, index) =>
    new Date(first + index * dayLength).toISOString().slice(0, 10),
  );
}

const later = (a: string | undefined, b: string) => (a !== undefined && a > b ? a : b);
const earlier = (a: string | undefined, b: string) => (a !== undefined && a < b ? a : b);

/** `_lastUpdated=ge[instant]` or `gt`: milliseconds since the epoch. */
export function changedFrom(search: Search): number | undefined {
  const value = one(search, '_lastUpdated');
  if (value === undefined) return undefined;
  const [, prefix, text] = /^(ge|gt)(.*)$/.exec(value) ?? [];
  const at = z.iso.datetime({ offset: true }).safeParse(text);
  if (!at.success)
    throw invalid(
      '_lastUpdated',
      'ge hoặc gt và một thời điểm (dấu + viết là %2B)',
      'ge or gt and an instant (write + as %2B)',
    );
  return Date.parse(at.data) + (prefix === 'gt' ? 1 : 0);
}

/** `system|value`, `value`, or with `:of-type` `type system|type|value`. */
export interface Token {
  system: string | undefined;
  /** In v2-0203. */
  type: string | undefined;
  value: string;
}

export function token(search: Search, name: string): Token | undefined {
  const typed = one(search, name + ofType);
  if (typed !== undefined) {
    const [system, type, value] = typed.split('|');
    if (system !== hl7('v2-0203') || !type || !value)
      throw invalid(name + ofType, `${hl7('v2-0203')}|NI|số`, `${hl7('v2-0203')}|NI|number`);
    return { system: undefined, type, value };
  }
  const plain = one(search, name);
  return plain === undefined ? undefined : tokenOfText(plain);
}

export function tokenOfText(text: string): Token {
  const bar = text.indexOf('|');
  return bar < 0
    ? { system: undefined, type: undefined, value: text }
    : { system: text.slice(0, bar), type: undefined, value: text.slice(bar + 1) };
}

/** @param told the parameters that were followed and may stand in a URL */
export function bundleOf(
  base: string,
  type: string,
  { resources, next }: Found,
  told: URLSearchParams,
  ignored: readonly string[],
  now: number,
): Bundle {
  const linkTo = (parameters: URLSearchParams) =>
    `${base}/${type}${parameters.size > 0 ? `?${parameters.toString()}` : ''}`;
  const link: Bundle['link'] = [{ relation: 'self', url: linkTo(told) }];
  if (next) {
    const parameters = new URLSearchParams(told);
    parameters.set(pageParameter, `${next.serviceDay}~${next.id}`);
    link.push({ relation: 'next', url: linkTo(parameters) });
  }
  const entry: NonNullable<Bundle['entry']> = resources.map((resource) => ({
    fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode: 'match' },
  }));
  if (ignored.length > 0) entry.push({ resource: ignoredOutcome(ignored), search: { mode: 'outcome' } });
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    timestamp: new Date(now).toISOString(),
    link,
    entry: entry.length > 0 ? entry : undefined,
  };
}

const ignoredOutcome = (ignored: readonly string[]): OperationOutcome =>
  outcomeOf('warning', 'not-supported', {
    vi: `Không dùng các tham số: ${ignored.join(', ')}`,
    en: `Ignored parameters: ${ignored.join(', ')}`,
  });
