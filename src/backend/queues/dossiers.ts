import { dossierCode } from '../../contract/dossier-code.ts';
import type { Centre, ServiceDefinition } from '../../contract/services.ts';
import { workingDayAfter } from '../../contract/working-days.ts';
import type { Transaction } from '../store/database.ts';
import { takeDossierSerials } from '../store/dossiers.ts';
import type { Given } from './give.ts';

/** Nobody unverified has her dossier received by a machine, whatever the kiosk says. */
const awaiting = ({ wish: { request }, number: { unverified } }: Given): { awaitsDesk?: boolean } =>
  request.awaitsDesk === undefined ? {} : { awaitsDesk: request.awaitsDesk || unverified };

/** Gives each number of a service that receives dossiers here a code of its own, and the day of its result. */
export async function receiveDossiers(
  transaction: Transaction,
  { services, centre }: { services: readonly ServiceDefinition[]; centre: Centre },
  numbered: readonly Given[],
  serviceDay: string,
): Promise<Given[]> {
  const termsOf = ({ wish }: Given) => services.find(({ id }) => id === wish.request.service)?.dossier;
  const count = numbered.filter(termsOf).length;
  if (count === 0) return [...numbered];
  let serial = await takeDossierSerials(transaction, serviceDay, count);
  return numbered.map((one) => {
    const terms = termsOf(one);
    if (!terms) return one;
    const code = dossierCode(terms.unit, serviceDay, serial);
    serial += 1;
    const resultOn = workingDayAfter(serviceDay, terms.workingDays, centre.holidays);
    return { ...one, number: { ...one.number, dossier: { code, resultOn, ...awaiting(one) } } };
  });
}
