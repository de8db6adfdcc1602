import { useLocation } from 'preact-iso'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { begin } from './composing.ts'
import { KindChoice } from './kind-choice.tsx'
import { pathOf } from './steps.ts'

/** The beginning of a referral: from which mailbox, of which kind, and which of its forms. */
export default function Start() {
  const { route } = useLocation()
  const beginning = useAnswer(() => atDesk().beginning(), [])
  if (beginning.state !== 'there')
    return (
      <Page title="Send a referral" marking="RESTRICTED">
        <Waiting answer={beginning} words="Looking for what you can send">
          {() => null}
        </Waiting>
      </Page>
    )
  const { value } = beginning
  return value.mailboxes.length === 0 ? (
    <Page title="Send a referral">
      <p class="govuk-body">
        You have no mailbox that you may send from. Your Designated Liaison Officer (DLO) gives you one.
      </p>
    </Page>
  ) : (
    <KindChoice
      beginning={value}
      caption="Send a referral"
      onChosen={async (which) => {
        await begin(value, which)
        route(pathOf('form-1'))
      }}
    />
  )
}
