import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { people } from '../people.ts';
import type { Card } from './card.ts';
import { makeCard } from './make-card.ts';
import { Issuer, explicitCurve, namedCurve, rsa } from './pki.ts';

/** Whose card most profiles change: a man of 1985. */
export const [, citizen] = people;

export const yearsAgo = (years: number) => new Date(Date.now() - years * 365.25 * 86_400_000);

/** Authorities that a folder's `trust/` believes, and one that it does not. Made once, since keys and certificates take their time. */
export class Workshop {
  /** Has the signers `signer`, `revoked` and `ended`. */
  readonly vietnam: Issuer;
  /** Has the signers `signer`, on an elliptic curve, and `rsa`. */
  readonly utopia: Issuer;
  /** Has the signer `signer`. */
  readonly germany: Issuer;
  /** Nobody trusts it. */
  readonly stranger: Issuer;
  readonly #trust: string;
  #citizen: Promise<Card> | undefined;
  #bacOnly: Promise<Card> | undefined;

  constructor(directory: string) {
    this.vietnam = new Issuer(join(directory, 'pki'), 'vietnam');
    this.utopia = new Issuer(join(directory, 'pki'), 'utopia', 'UT');
    this.germany = new Issuer(join(directory, 'pki'), 'germany', 'DE');
    this.stranger = new Issuer(join(directory, 'pki'), 'stranger');
    this.#trust = join(directory, 'trust');
  }

  async open(): Promise<this> {
    await mkdir(this.vietnam.folder, { recursive: true });
    await mkdir(this.#trust, { recursive: true });
    await Promise.all([this.#openVietnam(), this.#openUtopia(), this.#openGermany(), this.#openStranger()]);
    return this;
  }

  async #openVietnam(): Promise<void> {
    const authority = this.vietnam;
    await authority.create({ notBefore: yearsAgo(10) });
    await authority.addSigner('signer');
    await authority.addSigner('revoked');
    await authority.addSigner('ended', { notBefore: yearsAgo(10), notAfter: yearsAgo(1) });
    await authority.revoke('revoked');
    await copyFile(authority.certificate, join(this.#trust, 'csca.cer'));
    await copyFile(await authority.revocationList(), join(this.#trust, 'csca.crl'));
  }

  async #openUtopia(): Promise<void> {
    await this.utopia.create({ key: namedCurve('P-521'), digest: 'sha512' });
    await this.utopia.addSigner('signer', { key: explicitCurve('P-384') });
    await this.utopia.addSigner('rsa', { key: rsa(2_048), digest: 'sha256' });
    await copyFile(this.utopia.certificate, join(this.#trust, 'utopia.cer'));
  }

  async #openGermany(): Promise<void> {
    await this.germany.create({ digest: 'sha512' });
    await this.germany.addSigner('signer', { digest: 'sha512' });
    await copyFile(this.germany.certificate, join(this.#trust, 'germany.cer'));
  }

  async #openStranger(): Promise<void> {
    await this.stranger.create();
    await this.stranger.addSigner('signer');
  }

  /** The card that most others are made from, with RSA-2048 for active authentication. */
  citizen(): Promise<Card> {
    return (this.#citizen ??= makeCard(citizen, this.vietnam, { key: 'rsa' }));
  }

  /** His card, if basic access control were all that opens it. */
  bacOnly(): Promise<Card> {
    return (this.#bacOnly ??= makeCard(citizen, this.vietnam, { pace: false }));
  }
}
