import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { BACK } from './back.ts'

/** The agencies of the partnership, each by the fingerprint of its root. */
export default function Agencies() {
  const answer = useAnswer(() => atDesk().agencies(), [])
  return (
    <Page title="Agencies and their roots" back={BACK}>
      <Waiting answer={answer} words="Reading the trust log">
        {(agencies) =>
          agencies.map(({ name, domains, root, successor, recovery, officers }) => (
            <div key={name}>
              <h2 class="govuk-heading-m">{name}</h2>
              <SummaryList
                rows={[
                  {
                    key: 'Designated Liaison Officer (DLO)',
                    value: officers.join('\n') || 'none in office',
                  },
                  { key: 'Mail domains', value: domains.join('\n') || 'none' },
                  { key: 'Root', value: <code>{root.fingerprint}</code> },
                  { key: 'Root, in words', value: root.words },
                  { key: 'Successor of the root', value: successor ?? 'none named' },
                  { key: 'Recovery key', value: recovery === null ? 'none' : <code>{recovery}</code> },
                ]}
              />
            </div>
          ))
        }
      </Waiting>
    </Page>
  )
}
