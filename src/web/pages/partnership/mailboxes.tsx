import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { BACK } from './back.ts'

/** Every mailbox, how it is read, and whose word its key is. */
export default function Mailboxes() {
  const answer = useAnswer(() => atDesk().mailboxes(), [])
  return (
    <Page title="Mailboxes" back={BACK}>
      <InsetText>
        A mailbox is opened by the Designated Liaison Officer (DLO) of its agency, on the pages of Your
        agency. For one that is read in the service the command does it as well, by{' '}
        <code>despatch key new</code>; for one that is read by a mail program, by{' '}
        <code>despatch admin mailbox open</code>.
      </InsetText>
      <Waiting answer={answer} words="Reading the trust log">
        {(mailboxes) =>
          mailboxes.map(({ address, name, agency, route, by, vouched, restricted, fingerprint }) => (
            <div key={address}>
              <h2 class="govuk-heading-s app-words">{address}</h2>
              <SummaryList
                rows={[
                  { key: 'Name', value: `${name}, ${agency}` },
                  {
                    key: 'Read',
                    value: `${route === 'local' ? 'in the service' : 'by a mail program'}${restricted ? ', by few: restricted' : ''}`,
                  },
                  { key: 'Key', value: <code>{fingerprint}</code> },
                  { key: 'Whose word', value: vouched ? `${by} vouches for it` : by },
                ]}
              />
            </div>
          ))
        }
      </Waiting>
    </Page>
  )
}
