import { prescribedInWords } from '../../../domain/prescribed.ts'
import { replyInWords } from '../../../domain/replies.ts'
import type { DisclosureRow } from '../../../domain/wire/register-response.ts'
import { stateWords } from '../../../sdk/wording.ts'
import { stateTagOf } from '../../components/state-tag.ts'
import { SummaryList, type SummaryRow } from '../../components/summary-list.tsx'
import { Tag } from '../../components/tag.tsx'
import { capitalised, dayInWords, momentInWords } from '../../words.ts'
import type { Disclosure } from '../../worker/audit/disclosure.ts'
import { classInWords } from '../register/choices.ts'
import { fromWords } from '../register/register-rows.tsx'

/** Who shared what sort of thing with whom, why it was lawful, and what came of it: as the register has it. */
export const Grounds = ({ found: { row, bases } }: { found: Disclosure }) => (
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
        <SummaryList rows={groundsOf(row)} />
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
  authenticated: 'Borne out by the partner’s mail domain',
  reported: 'Only reported, by a server or a program on the way',
}

const evidenceWords = ({ evidence }: DisclosureRow): string =>
  evidence === null ? 'None yet of how it was received' : STRENGTHS[evidence]

function groundsOf(row: DisclosureRow): SummaryRow[] {
  const { dataClass, categories, purpose, consent, otherConsents, guardian, prescribed, reply } = row
  const agreements = row.agreement === null ? [] : [row.agreement, ...row.otherAgreements]
  return [
    {
      key: 'Data',
      value: `${classInWords(dataClass ?? '')}${categories.length === 0 ? '' : `: ${categories.join(', ')}`}`,
    },
    { key: 'Purpose', value: purpose === null ? 'None named' : capitalised(purpose.replaceAll('-', ' ')) },
    {
      key: 'Consent',
      value:
        consent === null
          ? 'Not recorded'
          : [
              capitalised(consent.replaceAll('-', ' ')),
              ...otherConsents.map(({ who, state }) => `of ${who}: ${state.replaceAll('-', ' ')}`),
            ].join(', '),
    },
    ...(guardian === null
      ? []
      : [
          {
            key: 'Caldicott Guardian',
            value: `Consented on ${dayInWords(guardian.consented)} (${guardian.reference})`,
          },
        ]),
    ...(prescribed === null ? [] : [{ key: 'Prescribed information', value: prescribedInWords(prescribed) }]),
    ...(reply === null ? [] : [{ key: 'Reply', value: replyInWords(reply) }]),
    ...agreements.map(({ id, version }) => ({ key: 'Agreement', value: `${id}, version ${version}` })),
  ]
}
