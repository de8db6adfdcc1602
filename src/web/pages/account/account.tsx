import { Details } from '../../components/details.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { dayInWords, momentInWords } from '../../words.ts'
import type { OwnAccount } from '../../worker/account.ts'
import { Devices } from './devices.tsx'
import { Notices } from './notices.tsx'
import { Passkeys } from './passkeys.tsx'
import { Sessions } from './sessions.tsx'

/** The person's own key, passphrase and kit, and where they are signed in. */
export default function Account() {
  const answer = useAnswer(() => atDesk().account(), [])
  return (
    <Page title="Your account">
      <Waiting answer={answer} words="Looking up your account">
        {(own) => (
          <>
            <OwnKeyOf own={own} />
            <SigningIn own={own} />
            {own.notices === null ? null : <Notices {...own.notices} />}
            <Passkeys passkeys={own.passkeys} />
            <Sessions sessions={own.sessions} />
            <Devices devices={own.devices} />
          </>
        )}
      </Waiting>
    </Page>
  )
}

const OwnKeyOf = ({ own: { login, key, appointed, roles, mailboxes } }: { own: OwnAccount }) => (
  <>
    <h2 class="govuk-heading-m">Your key</h2>
    <SummaryList
      rows={[
        { key: 'Sign-in name', value: login },
        { key: 'Fingerprint', value: <code>{key.fingerprint}</code> },
        { key: 'In words', value: key.words },
        ...(appointed === null
          ? [{ key: 'Certified by', value: 'no agency that is believed here' }]
          : [
              { key: 'Certified by', value: appointed.agency },
              { key: 'As', value: appointed.post },
              { key: 'Counts', value: `${dayInWords(appointed.from)} to ${dayInWords(appointed.until)}` },
              {
                key: 'Training holds until',
                value: appointed.trainedUntil === null ? 'not known' : dayInWords(appointed.trainedUntil),
              },
            ]),
        { key: 'What you may do', value: roles.join('\n') || 'nothing yet' },
        {
          key: 'Your mailboxes',
          value:
            mailboxes.map(({ address, rights }) => `${address} (${rights.join(', ')})`).join('\n') || 'none',
        },
      ]}
    />
    <p class="govuk-body">
      <a class="govuk-link" href="/account/share">
        Share the earlier keys of a mailbox with a colleague
      </a>
    </p>
    <Details summary="If somebody else may have your key">
      <p class="govuk-body">
        Tell your Designated Liaison Officer (DLO) at once, such as by telephone. They end your appointment,
        and from then on nothing that is signed with your key counts.
      </p>
    </Details>
  </>
)

const SigningIn = ({ own: { passphrase, dormantAt } }: { own: OwnAccount }) => (
  <>
    <h2 class="govuk-heading-m">Passphrase and kit</h2>
    <p class="govuk-body">
      {passphrase === null ? 'Your account has no passphrase.' : `Set ${momentInWords(passphrase.setAt)}.`}
      {dormantAt === null
        ? ''
        : ` Your account is suspended if it is not used before ${momentInWords(dormantAt)}.`}
    </p>
    <ul class="govuk-list">
      <li>
        <a class="govuk-link" href="/account/passphrase">
          Change your passphrase
        </a>
      </li>
      <li>
        <a class="govuk-link" href="/account/kit">
          Make a new recovery kit
        </a>
      </li>
    </ul>
  </>
)
