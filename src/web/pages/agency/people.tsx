import { addDays } from '../../../domain/day.ts'
import { ROLE_NAMES } from '../../../domain/roles.ts'
import type { AgencyPerson } from '../../../domain/wire/enrolment.ts'
import { Page } from '../../components/page.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { dayInWords } from '../../words.ts'
import { BACK, mailboxWords, PERSON_TAGS } from './words.ts'

/** From how many days before its end on training is pointed out. */
const SOON_DAYS = 60

/** The people of one's own agency: what they may do, and until when they are trained. */
export default function People() {
  const answer = useAnswer(() => atDesk().staff(), [])
  return (
    <Page title="People, roles and training" back={BACK}>
      <Waiting answer={answer} words="Looking up your people">
        {({ people, today }) => (
          <ul class="app-rows">
            {people.map((person) => (
              <Person key={person.login} person={person} today={today} />
            ))}
          </ul>
        )}
      </Waiting>
    </Page>
  )
}

function Person({ person, today }: { person: AgencyPerson; today: string }) {
  const { login, title, number, state, roles, mailboxes, certificate } = person
  const training = trainingTag(person, today)
  return (
    <li class="app-row">
      <div class="app-row__head">
        {certificate === null ? (
          <strong class="govuk-body govuk-!-margin-bottom-0">{login}</strong>
        ) : (
          <a
            class="govuk-link govuk-!-font-weight-bold govuk-!-font-size-19"
            href={`/agency/people/${certificate}`}
          >
            {login}
          </a>
        )}
        <Tag {...PERSON_TAGS[state]} />
        {training === null ? null : <Tag text={training} colour="red" />}
      </div>
      <p class="govuk-body-s govuk-!-margin-bottom-1">
        {title} {number}
        {person.trainedUntil === null ? '' : `, trained until ${dayInWords(person.trainedUntil)}`}
      </p>
      {[...roles.map((role) => ROLE_NAMES[role]), ...mailboxes.map(mailboxWords)].map((line) => (
        <p class="govuk-body-s govuk-!-margin-bottom-1" key={line}>
          {line}
        </p>
      ))}
    </li>
  )
}

function trainingTag({ account, state, trainedUntil }: AgencyPerson, today: string): string | null {
  if (account !== 'person' || state === 'ended') return null
  if (trainedUntil === null || trainedUntil < today) return 'No training in date'
  return trainedUntil < addDays(today, SOON_DAYS) ? 'Training ends soon' : null
}
