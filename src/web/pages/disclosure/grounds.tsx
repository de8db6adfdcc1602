import { CONSENT_STATES } from '../../../domain/consents.ts'
import { DESCRIPTION_CHOICES, lastOfPeriod } from '../../../domain/prescribed.ts'
import { SHARING_PURPOSES } from '../../../domain/purposes.ts'
import { OUTCOMES, WITHHELD } from '../../../domain/replies.ts'
import type { DisclosureRow } from '../../../domain/wire/register-response.ts'
import { stateWords } from '../../../sdk/wording.ts'
import { stateTagOf } from '../../components/state-tag.ts'
import { SummaryList, type SummaryRow } from '../../components/summary-list.tsx'
import { Tag } from '../../components/tag.tsx'
import { PEOPLE } from '../../form/labels.ts'
import { capitalised, dayInWords, momentInWords } from '../../words.ts'
import type { Disclosure } from '../../worker/audit/disclosure.ts'
import { classInWords } from '../register/choices.ts'
import { fromWords } from '../register/register-rows.tsx'

/** Who shared what sort of thing with whom, why it was lawful, and what came of it: as the register has it. */
export const Grounds = ({
  found: { row, bases },
  consents,
}: {
  found: Disclosure
  /** what its manifest says of consent, once that was opened and held against the register; null until then */
  consents: readonly string[] | null
}) => (
  <>
    <h2 class="govuk-heading-m">What the register says</h2>
    <SummaryList
      rows={[
        { key: 'From', value: fromWords(row) },
        { key: 'To', value: `${row.to.mailbox} (${row.to.agencyName})` },
        { key: 'When', value: momentInWords(row.at) },
        { key: 'Marking', value: row.marking ?? 'Not yet marked' },
        ...(row.urgency === null ? [] : [{ key: 'Urgency', value: capitalised(row.urgency) }]),
        { key: 'State', value: <Tag {...stateTagOf(stateWords(row))} /> },
        { key: 'Evidence', value: evidenceWords(row) },
        ...(row.sealedOnArrival ? [{ key: 'How it came', value: UNSEALED }] : []),
      ]}
    />
    <h2 class="govuk-heading-m">Why it was lawful</h2>
    {row.dataClass === null ? (
      <p class="govuk-body">
        It is mail from a partner outside the service: its data are not classified, and no legal basis is
        named in it.
      </p>
    ) : (
      <>
        <SummaryList rows={groundsOf(row, consents)} />
        {bases.length === 0 ? (
          <p class="govuk-body">Its sender named no legal basis.</p>
        ) : (
          bases.map(({ code, name, says }) => (
            <section key={code}>
              <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{name}</h3>
              <p class="govuk-body">{says}</p>
            </section>
          ))
        )}
      </>
    )}
  </>
)

const UNSEALED = 'Unsealed, from a partner; it was sealed when it arrived'

const STRENGTHS: Readonly<Record<NonNullable<DisclosureRow['evidence']>, string>> = {
  signed: 'Signed by the key of a person at the mailbox',
  authenticated: 'A report that the partner’s mail domain bears out; no person signed it',
  reported: 'Only reported, by a server or a program on the way: nothing bears that out',
}

const evidenceWords = ({ evidence }: DisclosureRow): string =>
  evidence === null ? 'None yet of how it was received' : STRENGTHS[evidence]

function groundsOf(row: DisclosureRow, consents: readonly string[] | null): SummaryRow[] {
  const { dataClass, categories, purpose, guardian, prescribed, reply } = row
  const agreements = row.agreement === null ? [] : [row.agreement, ...row.otherAgreements]
  return [
    { key: 'Data', value: classInWords(dataClass ?? '') },
    ...(categories.length === 0
      ? []
      : [{ key: 'Whom it tells of', value: categories.map((one) => PEOPLE[one]).join('\n') }]),
    { key: 'Purpose', value: purposeInWords(purpose) },
    { key: 'Consent', value: (consents ?? statesOf(row)).join('\n') },
    ...(guardian === null
      ? []
      : [
          {
            key: 'Caldicott Guardian',
            value: `Consented on ${dayInWords(guardian.consented)} (${guardian.reference})`,
          },
        ]),
    ...(prescribed === null ? [] : [{ key: 'Prescribed information', value: prescribedWords(prescribed) }]),
    ...(reply === null ? [] : [{ key: 'Reply', value: replyWords(reply) }]),
    ...agreements.map(({ id, version }) => ({ key: 'Agreement', value: `${id}, version ${version}` })),
  ]
}

const purposeInWords = (purpose: DisclosureRow['purpose']): string =>
  purpose === null
    ? 'None named'
    : (SHARING_PURPOSES.find(({ code }) => code === purpose)?.name ??
      capitalised(purpose.replaceAll('-', ' ')))

/** The register has the states alone; day and reason stand in the manifest. */
const statesOf = ({ consent, otherConsents }: DisclosureRow): string[] =>
  consent === null
    ? ['Not recorded']
    : [stateName(consent), ...otherConsents.map(({ who, state }) => `${PEOPLE[who]}: ${stateName(state)}`)]

const stateName = (state: NonNullable<DisclosureRow['consent']>): string =>
  CONSENT_STATES.find(({ code }) => code === state)?.name ?? state

function prescribedWords({ descriptions, period }: NonNullable<DisclosureRow['prescribed']>): string {
  const names = descriptions.map((code) => DESCRIPTION_CHOICES.find((one) => one.code === code)?.name ?? code)
  return `${names.join('\n')}\n${dayInWords(period)} to ${dayInWords(lastOfPeriod(period))}`
}

const replyWords = ({ outcome, reason }: NonNullable<DisclosureRow['reply']>): string =>
  `${OUTCOMES[outcome]}${reason === null ? '' : `: ${WITHHELD[reason].charAt(0).toLowerCase()}${WITHHELD[reason].slice(1)}`}`
