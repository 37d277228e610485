/**
 * The elements of FHIR R4 (4.0.1, https://hl7.org/fhir/R4) that this façade fills, by their own names. An element that is
 * undefined is not told.
 */

export interface Coding {
  system?: string | undefined;
  code: string;
  display?: string | undefined;
}
export interface CodeableConcept {
  coding?: Coding[] | undefined;
  text?: string | undefined;
}
export interface Period {
  start?: string | undefined;
  end?: string | undefined;
}
export interface Identifier {
  use?: 'official' | 'temp' | undefined;
  type?: CodeableConcept | undefined;
  system?: string | undefined;
  value: string;
  period?: Period | undefined;
}
export interface Reference {
  reference?: string | undefined;
  display?: string | undefined;
}

interface Told<Type extends string> {
  resourceType: Type;
  id: string;
  meta?: { lastUpdated?: string | undefined; security?: Coding[] | undefined } | undefined;
}

export interface Encounter extends Told<'Encounter'> {
  identifier: Identifier[];
  status: 'arrived' | 'in-progress' | 'onleave' | 'finished' | 'cancelled';
  statusHistory?: { status: Encounter['status']; period: Period }[] | undefined;
  class: Coding;
  type: CodeableConcept[];
  serviceType: CodeableConcept;
  priority: CodeableConcept;
  subject?: Reference | undefined;
  appointment?: Reference[] | undefined;
  period: Period;
  location: { location: Reference; status: 'planned' | 'reserved' | 'active' | 'completed'; period: Period }[];
  serviceProvider: Reference;
}

export interface Task extends Told<'Task'> {
  groupIdentifier: Identifier;
  status: 'requested' | 'received' | 'in-progress' | 'on-hold' | 'completed' | 'cancelled';
  businessStatus: CodeableConcept;
  intent: 'order';
  priority: 'routine' | 'urgent';
  code: CodeableConcept;
  focus: Reference;
  for?: Reference | undefined;
  encounter: Reference;
  executionPeriod?: Period | undefined;
  authoredOn: string;
  lastModified: string;
  owner: Reference;
  location: Reference;
  input: { type: CodeableConcept; valuePositiveInt?: number; valueDateTime?: string }[];
}

export interface Patient extends Told<'Patient'> {
  identifier: Identifier[];
  name?: { use: 'official'; text: string }[] | undefined;
  gender?: 'male' | 'female' | 'unknown' | undefined;
  birthDate?: string | undefined;
}

export interface Coverage extends Told<'Coverage'> {
  extension?: { url: string; valueIdentifier: Identifier }[] | undefined;
  identifier?: Identifier[] | undefined;
  status: 'active' | 'draft';
  type: CodeableConcept;
  subscriber: Reference;
  subscriberId?: string | undefined;
  beneficiary: Reference;
  relationship: CodeableConcept;
  period?: Period | undefined;
  payor: Reference[];
  class?: { type: CodeableConcept; value: string }[] | undefined;
}

interface EligibilityQuestion {
  status: 'active';
  purpose: ['validation'];
  patient: Reference;
  created: string;
  insurer: Reference;
}

export interface CoverageEligibilityResponse extends Told<'CoverageEligibilityResponse'>, EligibilityQuestion {
  contained: (EligibilityQuestion & { resourceType: 'CoverageEligibilityRequest'; id: string })[];
  request: Reference;
  outcome: 'complete' | 'error';
  disposition?: string | undefined;
  insurance?: { coverage: Reference; inforce?: boolean | undefined; benefitPeriod?: Period | undefined }[] | undefined;
  error?: { code: CodeableConcept }[] | undefined;
}

export interface Appointment extends Told<'Appointment'> {
  identifier: Identifier[];
  status: 'booked' | 'arrived' | 'fulfilled' | 'noshow' | 'cancelled';
  start: string;
  end: string;
  participant: { actor: Reference; required: 'required'; status: 'accepted' }[];
}

export interface Organization extends Told<'Organization'> {
  identifier?: Identifier[] | undefined;
  name: string;
}

export interface Location extends Told<'Location'> {
  status: 'active';
  mode: 'instance';
  name: string;
  description?: string | undefined;
  partOf?: Reference | undefined;
  managingOrganization: Reference;
}

export interface HealthcareService extends Told<'HealthcareService'> {
  active: true;
  providedBy: Reference;
  name: string;
  location: Reference[];
}

export type Resource =
  | Encounter
  | Task
  | Patient
  | Coverage
  | CoverageEligibilityResponse
  | Appointment
  | Organization
  | Location
  | HealthcareService;
export type ResourceType = Resource['resourceType'];

export interface OperationOutcome {
  resourceType: 'OperationOutcome';
  issue: {
    severity: 'error' | 'warning' | 'fatal';
    /** http://hl7.org/fhir/issue-type */
    code: IssueType;
    details?: CodeableConcept | undefined;
    diagnostics?: string | undefined;
    expression?: string[] | undefined;
  }[];
}
export type IssueType =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'security'
  | 'login'
  | 'forbidden'
  | 'not-supported'
  | 'not-found'
  | 'too-long'
  | 'too-costly'
  | 'business-rule'
  | 'conflict'
  | 'throttled'
  | 'exception';

export interface Bundle {
  resourceType: 'Bundle';
  type: 'searchset';
  timestamp: string;
  link: { relation: 'self' | 'next'; url: string }[];
  entry?:
    | { fullUrl?: string; resource: Resource | OperationOutcome; search: { mode: 'match' | 'outcome' } }[]
    | undefined;
}
