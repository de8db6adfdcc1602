import Type, { type Static, type TSchema } from 'typebox'
import { addDays } from '../../domain/day.ts'
import { Agreement } from '../../domain/wire/agreement.ts'
import { check } from '../../domain/wire/check.ts'
import { Annex } from '../../domain/wire/trust/annex.ts'
import { ClientError } from '../errors.ts'

const { id, accord, title, purposes, aims, areas, ruleSet, from, until, review, annexQuorum, signatories } =
  Agreement.properties

/** What somebody fills in to draft an agreement: everything but what follows from the version before. */
export const AgreementForm = Type.Object(
  { id, accord, title, purposes, aims, areas, ruleSet, from, until, review, annexQuorum, signatories },
  { additionalProperties: false },
)
export type AgreementForm = Static<typeof AgreementForm>

const { origin, log, trust, service, witnesses, quorum, clients } = Annex.properties

/** What somebody fills in to draft an annex of an agreement. */
export const AnnexForm = Type.Object(
  { agreement: Annex.properties.agreement, origin, log, trust, service, witnesses, quorum, clients },
  { additionalProperties: false },
)
export type AnnexForm = Static<typeof AnnexForm>

/** A form to begin from: two agencies, plainly invented, with fingerprints that are nobody's. */
export function exampleForm(today: string): AgreementForm {
  const nextYear = addDays(today, 365)
  const common = { successor: null, group: 1 as const, area: 'Example-on-Sea' }
  return {
    id: 'example-isp',
    accord: null,
    title: 'Example information sharing protocol',
    purposes: ['intelligence', 'services-to-individuals'],
    aims: ['To prevent and to deal with anti-social behaviour'],
    areas: ['Example-on-Sea'],
    ruleSet: 'uk-2026',
    from: today,
    until: addDays(today, 730),
    review: nextYear,
    annexQuorum: 2,
    signatories: [
      {
        agency: 'Example-on-Sea Borough Council',
        root: '0123456789abcdef0123456789abcdef01234567',
        domains: ['example-on-sea.gcsx.gov.test'],
        bodies: ['council', 'youth-offending', 'social-care'],
        mailboxes: [{ address: 'social.care@example-on-sea.gcsx.gov.test', bodies: ['social-care'] }],
        legalClasses: ['responsible', 'relevant'],
        ...common,
        icoUntil: nextYear,
      },
      {
        agency: 'Example Constabulary',
        root: '89abcdef0123456789abcdef0123456789abcdef',
        domains: ['example.pnn.police.test'],
        bodies: ['police'],
        mailboxes: [],
        legalClasses: ['responsible', 'relevant', 'competent'],
        ...common,
        icoUntil: nextYear,
      },
    ],
  }
}

/**
 * Reads a form that somebody filled in by hand. Fingerprints may stand as gpg prints them, with spaces and in capitals.
 * @throws ClientError naming every field that is not right
 */
export function readForm<S extends TSchema>(schema: S, text: string): Static<S> {
  let value: unknown
  try {
    value = JSON.parse(text, plainFingerprint)
  } catch {
    throw new ClientError('The form is not JSON.')
  }
  const faults = check(schema, value)
  if (faults.length === 0) return value as Static<S>
  throw new ClientError(
    `The form is not right. ${faults.map(({ path, message }) => `${path || 'The whole'} ${message}.`).join(' ')}`,
  )
}

const plainFingerprint = (name: string, value: unknown): unknown =>
  (name === 'root' || name === 'successor') && typeof value === 'string' && value.length <= 200
    ? value.replaceAll(/\s/g, '').toLowerCase()
    : value

/** Nobody holds the keys of the example of a form. @throws ClientError */
export function demandNoExample({ from, signatories }: AgreementForm): void {
  const invented = new Set(exampleForm(from).signatories.map(({ root }) => root))
  const left = signatories.filter(({ root }) => invented.has(root)).map(({ agency }) => agency)
  if (left.length > 0)
    throw new ClientError(
      `The root of ${left.join(' and of ')} is still the one of the example, which is nobody’s. Put in the fingerprint that the agency itself gives you; despatch admin root make prints it, and gpg --list-keys.`,
    )
}
