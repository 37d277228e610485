import type { NumberResponse } from '../../contract/backend-api.ts';
import type { Language, Text } from '../../contract/text.ts';
import type { TicketOf } from '../../contract/ticket.ts';
import { feeText } from './fee.ts';
import { rulesOf } from './registry.ts';
import type { Facts } from './rules.ts';

/**
 * For the dossier that begins with a number: the receipt of one that was found electronically as a whole, else the slip with which
 * a desk receives it. Undefined where the centre receives none, or the backend gave no code for it. Nor for a number that she held
 * already: what she answered now is not what was told then.
 */
export function receiptOf(
  facts: Facts,
  number: NumberResponse,
  who: { maskedName: string | undefined; language: Language },
): TicketOf<'receipt'> | undefined {
  const { definition, centre, answers } = facts;
  const terms = definition.dossier;
  if (!terms || !number.dossier || number.repeated || who.maskedName === undefined) return undefined;
  const { room, floor } = number.place;
  const found = isReceived(number) ? rulesOf(definition).found(facts) : undefined;
  return {
    kind: 'receipt',
    awaitsDesk: found === undefined,
    language: who.language,
    centre: centre.name,
    issuedAt: number.issuedAt,
    dossierCode: number.dossier.code,
    procedure: definition.title,
    maskedName: who.maskedName,
    papers: [...declared(answers), ...(found ?? rulesOf(definition).papers(facts).map(atCounter))],
    sets: 1,
    term: { vi: `${terms.workingDays} ngày làm việc`, en: `${terms.workingDays} working days` },
    receivedAt: number.issuedAt,
    resultAt: new Date(`${number.dossier.resultOn}T${terms.readyAt}:00+07:00`).toISOString(),
    resultPlace:
      answers.delivery === 'post'
        ? { vi: 'Gửi bưu điện đến địa chỉ đã khai', en: 'By post to the address given' }
        : { vi: `${room.vi}, ${floor.vi}`, en: `${room.en}, ${floor.en}` },
    fee: definition.fee ? feeText(definition.fee.amount) : { vi: 'Hỏi tại quầy', en: 'Ask at the counter' },
  };
}

const isReceived = ({ dossier }: NumberResponse): boolean => dossier?.awaitsDesk === false;

/** What she has to have ready at the desk: nothing for a dossier that the machine received. */
export const papersAtDesk = (number: NumberResponse, papers: Text[]): Text[] => (isReceived(number) ? [] : papers);

const declared = ({ photo }: Facts['answers']): Text[] => [
  { vi: 'Thông tin khai tại máy', en: 'Data given at the machine' },
  ...(photo === 'taken' ? [{ vi: 'Ảnh chụp tại máy', en: 'Photo taken at the machine' }] : []),
];

/** The kiosk takes no paper. */
const atCounter = ({ vi, en }: Text): Text => ({
  vi: `${vi} (xuất trình tại quầy)`,
  en: `${en} (shown at the counter)`,
});
