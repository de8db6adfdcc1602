import {
  type Appointed,
  emptyTrust,
  type TrustedAgency,
  type TrustedMailbox,
  type TrustedPerson,
  type TrustState,
} from '../../../src/domain/trust/state.ts'

/**
 * What a trust log would say of an invented council, written down and not read from one: for rules that look at what the log says
 * and at no signature.
 */
export const DESK = 'desk@council.test'
export const COUNCIL = 'Example Council'
const NOON = '2026-03-02T12:00:00.000Z'

export const APPOINTED: Appointed = {
  roles: ['case-worker'],
  mailboxes: [],
  opened: true,
  from: '2026-01-01',
  until: '2026-03-02',
  at: 2,
  since: '2026-01-01T09:00:00.000Z',
  ended: null,
}

/** Somebody of the council, whose key has their name for a fingerprint. */
export const person = (name: string, change: Partial<TrustedPerson> = {}): TrustedPerson => ({
  ...APPOINTED,
  agency: COUNCIL,
  person: name,
  login: name,
  title: 'Case worker',
  number: 'E-1',
  account: 'person',
  trainedUntil: null,
  fingerprint: name,
  certificate: `certificate of ${name}`,
  sha256: '',
  newest: NOON,
  former: [],
  ...change,
})

const mailbox: TrustedMailbox = {
  address: DESK,
  agency: COUNCIL,
  name: 'Desk',
  route: 'local',
  fingerprint: 'desk',
  certificate: '',
  sha256: '',
  generation: 1,
  newest: NOON,
  restricted: false,
  by: COUNCIL,
  vouched: false,
  former: [],
  at: 1,
  time: NOON,
}

/** The council with its mailbox and these people. */
export function partnership(
  people: readonly TrustedPerson[],
  change: Partial<TrustedAgency> = {},
): TrustState {
  const agency: TrustedAgency = {
    name: COUNCIL,
    root: 'root',
    rootCertificate: 'certificate of root',
    successor: null,
    domains: ['council.test'],
    recovery: { fingerprint: 'recovery', certificate: 'certificate for recovery' },
    formerKeys: [],
    ...change,
  }
  return {
    ...emptyTrust(),
    agencies: { [COUNCIL]: agency },
    mailboxes: { [DESK]: mailbox },
    people: Object.fromEntries(people.map((one) => [one.fingerprint, one])),
  }
}
