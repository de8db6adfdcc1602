import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { ErrorSummary } from '../../components/error-summary.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import { momentInWords, valueInWords } from '../../words.ts'
import type { InvitationLine } from '../../worker/people.ts'
import { INVITATION_TAGS } from './words.ts'

const linksTo = (keys: number, ending: number): [href: string, text: string][] => [
  ['/agency/invite', 'Invite somebody'],
  ['/agency/people', 'People, roles and training'],
  ['/agency/ending', `What ends soon (${ending})`],
  ['/agency/mailboxes', 'Mailboxes and their keys'],
  ['/agency/answers', 'Answers that your agency owes'],
  ['/agency/keys', `Keys of partners that wait for approval (${keys})`],
]

/** Where a Designated Liaison Officer begins: who waits to be certified, who is invited, and where everything else is. */
export default function Agency() {
  const [changes, setChanges] = useState(0)
  const answer = useAnswer(
    () => Promise.all([atDesk().invitations(), atDesk().staff(), atDesk().waitingKeys(), atDesk().endings()]),
    [changes],
  )
  return (
    <Page title="Your agency">
      <p class="govuk-body">
        For the Designated Liaison Officer (DLO), who answers for the people and the keys of their agency, and
        for the DLO’s deputy.
      </p>
      <Waiting answer={answer} words="Looking up your agency">
        {([invitations, { missing }, keys, ending]) => (
          <>
            {missing.length === 0 ? null : (
              <NotificationBanner id="missing" title="Important">
                {missing.map(({ sentence }) => (
                  <p class="govuk-body" key={sentence}>
                    {valueInWords(sentence)}
                  </p>
                ))}
              </NotificationBanner>
            )}
            <ul class="govuk-list">
              {linksTo(keys.length, ending.length).map(([href, text]) => (
                <li key={href}>
                  <a class="govuk-link" href={href}>
                    {text}
                  </a>
                </li>
              ))}
            </ul>
            <Invitations invitations={invitations} onChange={() => setChanges(changes + 1)} />
          </>
        )}
      </Waiting>
    </Page>
  )
}

function Invitations({
  invitations,
  onChange,
}: {
  invitations: readonly InvitationLine[]
  onChange(): void
}) {
  const { errors, busy, send } = useSending()
  const waiting = invitations.filter(({ state }) => state === 'enrolled')
  const open = invitations.filter(({ state }) => state === 'open')
  const withdraw = (id: string) =>
    send([], async () => {
      await atDesk().withdrawInvitation(id)
      onChange()
    })
  return (
    <>
      <ErrorSummary errors={errors} />
      <h2 class="govuk-heading-m">Waiting to be certified</h2>
      {waiting.length === 0 ? (
        <p class="govuk-body">Nobody waits. Whoever enrols by an invitation of your agency is listed here.</p>
      ) : (
        <ul class="app-rows">
          {waiting.map((one) => (
            <Row key={one.id} invitation={one}>
              {one.here ? (
                <a class="govuk-link" href={`/agency/newcomer/${one.id}`}>
                  Compare and certify<span class="govuk-visually-hidden"> {one.login}</span>
                </a>
              ) : (
                'The invitation was not made in this browser: certify where it was made, since the secret that proves the key is there alone.'
              )}
            </Row>
          ))}
        </ul>
      )}
      <h2 class="govuk-heading-m">Invited and not enrolled</h2>
      {open.length === 0 ? (
        <p class="govuk-body">No invitation is open.</p>
      ) : (
        <ul class="app-rows">
          {open.map((one) => (
            <Row key={one.id} invitation={one}>
              <Button secondary busy={busy} onClick={() => void withdraw(one.id)}>
                Take it back<span class="govuk-visually-hidden">: the invitation of {one.login}</span>
              </Button>
            </Row>
          ))}
        </ul>
      )}
    </>
  )
}

const Row = ({
  invitation: { login, title, number, agency, state, endsAt },
  children,
}: {
  invitation: InvitationLine
  children: ComponentChildren
}) => (
  <li class="app-row">
    <div class="app-row__head">
      <strong class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">{login}</strong>
      <Tag {...INVITATION_TAGS[state]} />
    </div>
    <p class="govuk-body-s govuk-!-margin-bottom-1">
      {title} {number}, {agency}; the invitation ends {momentInWords(endsAt)}
    </p>
    <div class="govuk-body">{children}</div>
  </li>
)
