import { cardNumberSchema, insuranceCardSchema } from '../../../contract/insurance-card.ts';
import { birthDateSchema, dateSchema, plainTextSchema } from '../../../contract/person.ts';
import { z } from '../../../contract/zod.ts';

// The portal's own field names. It sends null for what is empty, and codes now and then as numbers.

const code = z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(8));

/** `2017-11-13T03:51:20.1047187Z`: an instant of UTC with seven decimals. */
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/)
  .transform((text) => Date.parse(text.replace(/(\.\d{3})\d+Z$/, '$1Z')))
  .pipe(z.number());

export const tokenAnswerSchema = z.object({
  maKetQua: code,
  APIKey: z
    .object({ access_token: z.string().min(1).max(4096), id_token: z.string().min(1).max(256), expires_in: instant })
    .nullish(),
});

const text = z.string().nullish();
/** Of what nobody is refused for: where it is no text, it was not told. */
const oddText = text.catch(undefined);

function noteOf(note: string | null | undefined): string | undefined {
  const plain = note
    ?.normalize()
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return plain === '' ? undefined : plain?.slice(0, 400);
}

/** `dd/MM/yyyy`, of a birth date `MM/yyyy` or `yyyy` too. */
const isoDate = (day: string | null | undefined): string | undefined => day?.split('/').reverse().join('-');

/** As a number it has lost the noughts that it began with. */
const facility = z.union([text, z.number().transform((told) => String(told).padStart(5, '0'))]).catch(undefined);

export const cardAnswerSchema = z
  .object({
    ...{ maKetQua: code, ghiChu: text, hoTen: text, ngaySinh: text, gtTheDen: text, maTheMoi: text },
    ...{ maThe: oddText, maDKBD: facility, gtTheTu: oddText },
  })
  .transform(({ maKetQua, ghiChu, hoTen, ngaySinh, gtTheTu, gtTheDen, maTheMoi, maThe, maDKBD }) => {
    const validFrom = dateSchema.safeParse(isoDate(gtTheTu)).data;
    const validUntil = dateSchema.safeParse(isoDate(gtTheDen)).data;
    const isPeriod = validFrom === undefined || validUntil === undefined || validFrom <= validUntil;
    return {
      maKetQua,
      ghiChu: noteOf(ghiChu),
      hoTen: plainTextSchema.min(1).safeParse(hoTen).data,
      birthDate: birthDateSchema.safeParse(isoDate(ngaySinh)).data,
      validUntil,
      maTheMoi: cardNumberSchema.safeParse(maTheMoi).data,
      card: {
        number: insuranceCardSchema.shape.number.safeParse(maThe?.trim()).data,
        registeredFacility: insuranceCardSchema.shape.registeredFacility.safeParse(maDKBD?.trim()).data,
        validFrom: isPeriod ? validFrom : undefined,
      },
    };
  });

export const tokenPath = '/api/token/take';
export const cardPath = '/api/egw/KQNhanLichSuKCB2024';

/** `YYYY-MM-DD`, or of a birth date less, as the portal takes it: `MM/yyyy` and `yyyy` too, but not eight digits without strokes. */
export const portalDay = (date: string): string => date.split('-').reverse().join('/');
