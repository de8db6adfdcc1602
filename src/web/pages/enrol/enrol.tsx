import { useEffect, useRef, useState } from 'preact/hooks'
import type { InvitationShown } from '../../../domain/wire/enrolment.ts'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { enrolling, forget } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import type { NewKit, OwnKey } from '../../worker/enrol.ts'
import type { Desk } from '../../worker/methods.ts'
import { ChoosePassphrase } from './choose-passphrase.tsx'
import { Enrolled } from './enrolled.tsx'
import { Invited } from './invited.tsx'
import { KeepKit } from './keep-kit.tsx'
import { SendKey } from './send-key.tsx'

type Step =
  | { at: 'invited' }
  | { at: 'passphrase' }
  | { at: 'kit' | 'send'; kit: NewKit }
  | { at: 'enrolled'; key: OwnKey }

/** Enrolling from an invitation: what stands after the # of its address is a secret, and is taken out of the address at once. */
export function Enrol() {
  const desk = useRef<Desk>(null)
  const invitation = useAnswer(() => {
    const { href } = location
    history.replaceState(null, '', '/enrol')
    desk.current = enrolling()
    return desk.current.lookUp(href)
  }, [])
  const [left, setLeft] = useState(false)
  useEffect(() => {
    // Whoever goes to another site, or back from it, finds no words here.
    const leave = () => {
      forget()
      setLeft(true)
    }
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      forget()
    }
  }, [])
  if (left)
    return (
      <Page title="Your invitation to Despatch">
        <p class="govuk-body">You left this page. To begin again, open the address of your invitation.</p>
      </Page>
    )
  if (invitation.state === 'there' && desk.current)
    return <Steps invited={invitation.value} desk={desk.current} />
  return (
    <Page title="Your invitation to Despatch">
      <Waiting answer={invitation} words="Looking for your invitation">
        {() => null}
      </Waiting>
      {invitation.state === 'failed' ? (
        <p class="govuk-body">
          Open the whole address that you were given once more, with what stands after the #. If it still does
          not work, ask your Designated Liaison Officer (DLO) for a new invitation: one ends after 14 days,
          and once you are certified.
        </p>
      ) : null}
    </Page>
  )
}

function Steps({ invited, desk }: { invited: InvitationShown; desk: Desk }) {
  const [step, setStep] = useState<Step>({ at: 'invited' })
  switch (step.at) {
    case 'invited':
      return <Invited invited={invited} onYes={() => setStep({ at: 'passphrase' })} />
    case 'passphrase':
      return (
        <ChoosePassphrase
          onBack={() => setStep({ at: 'invited' })}
          onChosen={async (passphrase) => setStep({ at: 'kit', kit: await desk.makeKey(passphrase) })}
        />
      )
    case 'kit':
      return (
        <KeepKit kit={step.kit} login={invited.login} onKept={() => setStep({ at: 'send', kit: step.kit })} />
      )
    case 'send':
      return (
        <SendKey
          kit={step.kit}
          onBack={() => setStep({ at: 'kit', kit: step.kit })}
          onSend={async () => {
            const key = await desk.sendKey()
            forget()
            setStep({ at: 'enrolled', key })
          }}
        />
      )
    case 'enrolled':
      return <Enrolled invited={invited} ownKey={step.key} />
    default:
      return step satisfies never
  }
}
