import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { ROLE_NAMES } from '../../../domain/roles.ts'
import type { AgencyPerson } from '../../../domain/wire/enrolment.ts'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { capitalised, dayInWords } from '../../words.ts'
import { PersonChange } from './person-change.tsx'
import { mailboxWords, PERSON_TAGS } from './words.ts'

const BACK = { href: '/agency/people', text: 'Back to people, roles and training' }

/** Somebody of the agency, by the fingerprint of their key: how they stand, and what an officer may change. */
export default function Person() {
  const { id = '' } = useRoute().params
  const [said, setSaid] = useState<readonly string[]>([])
  const answer = useAnswer(() => atDesk().colleague(id), [id, said])
  return (
    <Page title="Somebody of your agency" back={BACK}>
      {said.length === 0 ? null : (
        <NotificationBanner id="said" title="Success" success>
          {said.map((sentence) => (
            <p class="govuk-notification-banner__heading" key={sentence}>
              {sentence}
            </p>
          ))}
        </NotificationBanner>
      )}
      <Waiting answer={answer} words="Looking them up">
        {(person) => (
          <>
            <Facts person={person} />
            {person.state === 'ended' ? null : (
              <PersonChange person={person} onDone={(sentence) => setSaid([sentence])} />
            )}
          </>
        )}
      </Waiting>
    </Page>
  )
}

const Facts = ({ person }: { person: AgencyPerson }) => (
  <SummaryList
    rows={[
      { key: 'Sign-in name', value: person.login },
      { key: 'Post and staff number', value: `${person.title} ${person.number}` },
      { key: 'State', value: <Tag {...PERSON_TAGS[person.state]} /> },
      ...(person.suspendedFor === null
        ? []
        : [{ key: 'Suspended for', value: capitalised(person.suspendedFor.replaceAll('-', ' ')) }]),
      { key: 'Roles', value: person.roles.map((role) => ROLE_NAMES[role]).join('\n') || 'none' },
      { key: 'Mailboxes', value: person.mailboxes.map(mailboxWords).join('\n') || 'none' },
      {
        key: 'Trained until',
        value: person.trainedUntil === null ? 'not recorded' : dayInWords(person.trainedUntil),
      },
    ]}
  />
)
