import { expect, test } from 'vitest';
import { organizations } from '../../src/backend/adapters/fhir/centre.ts';
import type { Site } from '../../src/backend/adapters/fhir/site.ts';
import { atCommune } from '../support/commune.ts';

test('a centre that treats nobody has no code of the health insurance, and none is made up', () => {
  const { centre } = atCommune().catalogue;
  const [told] = organizations({ centre } as Site);
  expect(told).toEqual({ resourceType: 'Organization', id: 'centre', name: centre.name.vi });
});
