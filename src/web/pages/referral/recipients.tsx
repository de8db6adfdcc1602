import { Details } from '../../components/details.tsx'
import { stateTagOf } from '../../components/state-tag.ts'
import { SummaryList } from '../../components/summary-list.tsx'
import { Tag } from '../../components/tag.tsx'
import { momentInWords } from '../../words.ts'
import type { Evidence, Recipient } from '../../worker/recipients.ts'

const STRENGTHS: Readonly<Record<Evidence['strength'], string>> = {
  signed: 'signed by the key of the person',
  authenticated: 'borne out by the partner’s mail domain',
  reported: 'only reported by a server on the way',
  'does not hold': 'DOES NOT HOLD: tell the auditor and the operator',
}

/** How it stands with each recipient, and what that rests on. One who received it sees their own mailbox alone. */
export const Recipients = ({ recipients }: { recipients: readonly Recipient[] }) =>
  recipients.length === 0 ? null : (
    <>
      <h2 class="govuk-heading-m">Delivered to</h2>
      {recipients.map(({ mailbox, state, since, why, evidence }) => (
        <section key={mailbox}>
          <SummaryList
            rows={[
              { key: 'Mailbox', value: mailbox },
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
          {evidence.length === 0 ? null : (
            <Details summary={`Evidence for ${mailbox}`}>
              <ul class="govuk-list govuk-list--bullet">
                {evidence.map(({ at, says, strength }) => (
                  <li key={`${at} ${says}`} class="app-words">
                    {momentInWords(at)}: {says} ({STRENGTHS[strength]})
                  </li>
                ))}
              </ul>
            </Details>
          )}
        </section>
      ))}
    </>
  )
