import type { ChipAccess, MrzKey } from '../../../src/contract/chip.ts';
import { ChipError, protocolBroken } from '../chip-error.ts';
import { instruction, status } from '../codec/apdu.ts';
import { type ElementaryFile, applicationId, elementaryFile } from '../codec/files.ts';
import type { Exchange } from '../messaging/exchange.ts';
import { readFile } from '../messaging/read-file.ts';
import { SecureMessaging } from '../messaging/secure-messaging.ts';
import { establishBasicAccess } from './bac.ts';
import type { ChipMapping } from './chip-mapping.ts';
import type { Random } from './domain-parameters.ts';
import { type PaceSuite, PaceRefused, establishPace, strongestSuite } from './pace.ts';
import { type Password, passwordReference, passwordSecret } from './password.ts';
import { type SecurityInfos, cccdCardAccess, isPace, parseSecurityInfos } from './security-infos.ts';

/** How a chip was opened. */
export interface Access {
  access: ChipAccess;
  /** Where the chip authentication mapping was used: for `chipHoldsMappedKey`. */
  chipMapping?: ChipMapping;
  /** EF.CardSecurity (ICAO 9303-10 §3.11.4), which holds that mapping's key; only there, and where the chip yields it. */
  cardSecurity?: Uint8Array;
}

/**
 * EF.CardAccess (ICAO 9303-10 §3.11.3), straight after connecting: inside the application its short identifier is another
 * file's. First as the reader left the chip, then from the master file, which many chips refuse to select, by 6D00, 6982 or 6A86,
 * though they are in it.
 * @returns undefined where it is not there or not readable, which some readers bring about
 * @throws CardLost
 */
export async function readCardAccess(exchange: Exchange): Promise<Uint8Array | undefined> {
  const direct = await tryCardAccess(exchange);
  if (direct) return direct;
  const { sw } = await selectMasterFile(exchange);
  return sw === status.success ? tryCardAccess(exchange) : undefined;
}

async function tryCardAccess(exchange: Exchange): Promise<Uint8Array | undefined> {
  const file = await tryFile(exchange, elementaryFile.cardAccess);
  // Another file may answer: some readers select the application for us.
  return file?.[0] === 0x31 ? file : undefined;
}

async function tryFile(exchange: Exchange, file: ElementaryFile): Promise<Uint8Array | undefined> {
  try {
    return await readFile(exchange, file);
  } catch (error) {
    if (error instanceof ChipError) return undefined;
    throw error;
  }
}

/**
 * Opens the chip and selects the eMRTD application (ICAO 9303-11 §4.2): afterwards the exchange is protected. Each password is sent at most once, and
 * none after another was refused.
 * @param cardAccess as from `readCardAccess`
 * @throws ChipError `CARD_ACCESS_DENIED` a wrong password, or none, `CARD_NOT_SUPPORTED` no eMRTD, or no protocol in common,
 * `CARD_DATA_INVALID` an EF.CardAccess that cannot be understood, `CARD_UNREADABLE` the chip breaks the protocol
 * @throws CardLost
 */
export async function openAccess(
  exchange: Exchange,
  cardAccess: Uint8Array | undefined,
  { can, mrz }: { can?: string | undefined; mrz?: MrzKey | undefined },
  random: Random,
): Promise<Access> {
  const passwords: Password[] = [];
  if (can !== undefined) passwords.push({ kind: 'can', can });
  if (mrz !== undefined) passwords.push({ kind: 'mrz', mrz });
  if (passwords.length === 0) throw new ChipError('CARD_ACCESS_DENIED', 'no password');

  const infos = cardAccess ? parseSecurityInfos(cardAccess) : presumedInfos(passwords);
  const suite = strongestSuite(infos);
  let refusal = new ChipError('CARD_NOT_SUPPORTED', 'no PACE suite in common');
  // A chip without a CAN, or whose PACE does not work, says so before a password is used: then the MRZ may still open it.
  if (suite)
    for (const password of passwords)
      try {
        return await openByPace(exchange, suite, password, random);
      } catch (error) {
        if (!(error instanceof PaceRefused)) throw error;
        refusal = error;
      }
  if (mrz === undefined) throw refusal;
  return openByBasicAccess(exchange, mrz, random);
}

/** The empty set. */
const noInfos = Uint8Array.of(0x31, 0x00);

/**
 * Of a chip that does not yield EF.CardAccess: what is known of the Vietnamese card, which a CAN or a document number of nine digits
 * speaks for. Passports with such a number refuse at once; any other passport is asked for BAC only, as one that knows no PACE.
 */
function presumedInfos(passwords: readonly Password[]): SecurityInfos {
  const isVietnamese = passwords.some(
    (password) => password.kind === 'can' || /^\d{9}$/.test(password.mrz.documentNumber),
  );
  return parseSecurityInfos(isVietnamese ? cccdCardAccess : noInfos);
}

/** The application is selected behind secure messaging (ICAO 9303-11 §4.2). */
async function openByPace(exchange: Exchange, suite: PaceSuite, password: Password, random: Random): Promise<Access> {
  const pacePassword = { reference: passwordReference[password.kind], secret: passwordSecret(password) };
  const { keys, chipMapping } = await establishPace(exchange, suite, pacePassword, random);
  exchange.protect(new SecureMessaging(keys));
  // In the master file: inside the application its identifier is EF.SOD's.
  const cardSecurity = chipMapping && (await tryFile(exchange, elementaryFile.cardSecurity));
  await selectApplication(exchange);
  return {
    access: `pace-${password.kind}`,
    ...(chipMapping && { chipMapping }),
    ...(cardSecurity && { cardSecurity }),
  };
}

/** The application is selected in the clear, since BAC is its own (ICAO 9303-11 §4.2). */
async function openByBasicAccess(exchange: Exchange, mrz: MrzKey, random: Random): Promise<Access> {
  await selectApplication(exchange);
  exchange.protect(new SecureMessaging(await establishBasicAccess(exchange, mrz, random)));
  return { access: 'bac-mrz' };
}

/**
 * Opens a chip once more that ended the secure channel, with the password that opened it before: none other is sent.
 * @throws as `openAccess`
 */
export async function reopenAccess(
  exchange: Exchange,
  cardAccess: Uint8Array | undefined,
  before: ChipAccess,
  { can, mrz }: { can?: string | undefined; mrz?: MrzKey | undefined },
  random: Random,
): Promise<void> {
  exchange.unprotect();
  // Chips are known that know PACE in the master file only; others refuse to select it, and know PACE everywhere.
  await selectMasterFile(exchange);
  await openAccess(exchange, cardAccess, before === 'pace-can' ? { can } : { mrz }, random);
}

const selectMasterFile = (exchange: Exchange) =>
  exchange.send({ ins: instruction.select, p1: 0x00, p2: 0x0c, data: Uint8Array.of(0x3f, 0x00) });

/** No such file; no such instruction or class: not a card of this kind at all. */
const notAnEmrtd: readonly number[] = [status.fileNotFound, 0x6a81, 0x6d00, 0x6e00];

async function selectApplication(exchange: Exchange): Promise<void> {
  const { sw } = await exchange.send({ ins: instruction.select, p1: 0x04, p2: 0x0c, data: applicationId });
  if (notAnEmrtd.includes(sw)) throw new ChipError('CARD_NOT_SUPPORTED', 'no eMRTD application');
  if (sw !== status.success) throw protocolBroken(`SELECT AID: ${sw.toString(16)}`);
}

/**
 * Compares what was read before anything could be proved with the signed DG14 (ICAO 9303-11 §4.2): somebody may have hidden a
 * suite, or PACE itself, to have a weaker one used. A DG14 that is silent on PACE tells nothing of the one that was used.
 * @param cardAccess as from `readCardAccess` @param dg14 proved by passive authentication, or undefined where there is none
 */
export function confirmCardAccess(
  cardAccess: Uint8Array | undefined,
  usedPace: boolean,
  dg14: SecurityInfos | undefined,
): 'confirmed' | 'contradicted' | 'unconfirmed' {
  if (dg14 === undefined) return 'unconfirmed';
  if (!usedPace) return dg14.pace.length > 0 ? 'contradicted' : 'confirmed';
  const suites = ({ pace }: SecurityInfos) => pace.map(({ oid, parameterId }) => `${oid} ${parameterId}`).sort();
  if (suites(dg14).length === 0 && !dg14.unknown.some(isPace)) return 'unconfirmed';
  const claimed = suites(parseSecurityInfos(cardAccess ?? cccdCardAccess));
  if (claimed.join() === suites(dg14).join()) return 'confirmed';
  return cardAccess === undefined ? 'unconfirmed' : 'contradicted';
}
