import { momentInWords } from '../words.ts'
import type { Evidence, Recipient } from '../worker/recipients.ts'
import { Details } from './details.tsx'
import { stateTagOf } from './state-tag.ts'
import { SummaryList, type SummaryRow } from './summary-list.tsx'
import { Tag } from './tag.tsx'

/** What stands behind something that is shown. */
export const STRENGTHS: Readonly<Record<Evidence['strength'], string>> = {
  signed: 'signed by the key of the person',
  authenticated: 'borne out by the partner’s mail domain',
  reported: 'only reported by a server on the way',
  'does not hold': 'DOES NOT HOLD: tell the auditor and the operator',
}

type RecipientStandingProps = Recipient & {
  /** of what the evidence is, where a page shows several */
  of?: string
  /** what else there is to say of this recipient */
  more?: readonly SummaryRow[]
}

/** How it stands with one recipient, and what that rests on. */
export const RecipientStanding = ({
  mailbox,
  state,
  since,
  why,
  evidence,
  of,
  more = [],
}: RecipientStandingProps) => (
  <section>
    <SummaryList
      rows={[
        { key: 'Mailbox', value: mailbox },
        ...more,
        {
          key: 'State',
          value: (
            <>
              <Tag {...stateTagOf(state)} /> since {momentInWords(since)}
            </>
          ),
        },
        ...why.map((sentence) => ({ key: 'Why', value: sentence })),
      ]}
    />
    <EvidenceFor mailbox={mailbox} evidence={evidence} {...(of === undefined ? {} : { of })} />
  </section>
)

/** What it rests on how it stands with a recipient, behind its name. */
export const EvidenceFor = ({
  mailbox,
  evidence,
  of,
}: Pick<RecipientStandingProps, 'mailbox' | 'evidence' | 'of'>) =>
  evidence.length === 0 ? null : (
    <Details summary={`Evidence for ${mailbox}${of === undefined ? '' : ` of ${of}`}`}>
      <ul class="govuk-list govuk-list--bullet">
        {evidence.map(({ at, says, strength }) => (
          <li key={`${at} ${says}`} class="app-words">
            {momentInWords(at)}: {says} ({STRENGTHS[strength]})
          </li>
        ))}
      </ul>
    </Details>
  )
