import type { TrustAudit } from '../../drivers/emrtd/index.ts';
import type { AuthorityAudit, Finding } from '../../drivers/emrtd/proof/audit.ts';
import type { Text } from '../../src/contract/text.ts';
import { field, printable } from '../terminal/printable.ts';

/** What nobody should be led to believe otherwise by a folder full of certificates. */
export const originNote: Text = {
  vi: `Không có CSCA công khai nào của thẻ căn cước Việt Nam. Chứng thư C=VN trong danh sách quốc gia là gốc của hộ chiếu, không phải của
thẻ căn cước. Chứng thư gốc của thẻ do đơn vị của Bộ Công an (C06, RAR) cấp; cài bằng: npm run chip -- trust import FILE --trust DIR`,
  en: `No public CSCA of the Vietnamese citizen card exists. The C=VN certificate in national master lists is the root of the passport, not
of the citizen card. The card’s root is supplied by the Ministry of Public Security’s unit (C06, RAR); install it with:
npm run chip -- trust import FILE --trust DIR`,
};

/** For a store that believes nobody: perhaps another folder was meant. */
export const emptyLines = ({ authorities }: { authorities: readonly unknown[] }): string[] =>
  authorities.length > 0
    ? []
    : ['Kho trống: mọi thẻ sẽ là "unknown" / The store is empty: every card will be "unknown"'];

const findings: Record<Finding, string> = {
  expired: 'đã hết hạn',
  'expires within 90 days': 'hết hạn trong 90 ngày',
  'not yet valid': 'chưa có hiệu lực',
  'weak key': 'khoá yếu',
  'unusable key': 'khoá không dùng được',
  revoked: 'đã bị thu hồi',
  'leads to no root': 'không dẫn tới chứng thư gốc nào',
  'no CRL': 'không có CRL',
  'CRL overdue': 'CRL quá hạn cập nhật',
};

/** What a master list brings is counted, the rest shown one by one. */
export function auditLines({ authorities, crls, masterLists }: TrustAudit): string[] {
  const fromList = (file: string) => masterLists.some((list) => list.file === file);
  return [
    `CSCA: ${authorities.length}   CRL: ${crls.length}   danh sách quốc gia / master lists: ${masterLists.length}`,
    ...authorities.filter(({ file }) => !fromList(file)).flatMap(authorityLines),
    ...crls.flatMap((crl) => [
      '',
      printable(`CRL ${crl.issuer}`),
      field('Tệp / File', crl.file),
      field('Ngày / Issued', `${day(crl.issued)} (${crl.age} ngày / days)${crl.overdue ? ' ! quá hạn / overdue' : ''}`),
      field('Đã thu hồi / Revoked', String(crl.revoked)),
    ]),
    ...masterLists.flatMap((list) => [
      '',
      printable(`Danh sách quốc gia / Master list ${list.signer}`),
      field('SHA-256', list.fingerprint),
      field('Tệp / File', list.file),
      field('Chứng thư / Certificates', `${list.certificates}, bỏ qua / skipped ${list.skipped}`),
      field('Nước / Countries', countries(authorities.filter(({ file }) => file === list.file))),
    ]),
  ];
}

function authorityLines(authority: AuthorityAudit): string[] {
  const { kind, subject, fingerprint, key, validFrom, validTo, daysLeft, file } = authority;
  return [
    '',
    printable(`${kind === 'root' ? 'Gốc / Root' : 'Nối / Link'}: ${subject}`),
    field('SHA-256', fingerprint),
    field('Khoá / Key', key),
    field('Hiệu lực / Valid', `${day(validFrom)} … ${day(validTo)} (${daysLeft} ngày / days)`),
    field('Tệp / File', file),
    ...authority.findings.map((finding) => `  ! ${findings[finding]} / ${finding}`),
  ];
}

const countries = (authorities: readonly AuthorityAudit[]) =>
  [...new Set(authorities.map(({ country = '?' }) => country))].toSorted().join(' ');
const day = (time: string) => time.slice(0, 10);
