import { useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { beginFromCase } from '../compose/composing.ts'
import { KindChoice } from '../compose/kind-choice.tsx'
import { pathOf } from '../compose/steps.ts'
import { PeopleChoice } from './people-choice.tsx'

const TITLE = 'Send a referral about this case'

/** Begins a referral about a case: its kind, then who of the case stands in the form. Everything else is asked as always. */
export default function CaseReferral() {
  const { id = '' } = useRoute().params
  return <OfCase key={id} id={id} />
}

type Which = { from: string; kind: KindName; form: string | null }

function OfCase({ id }: { id: string }) {
  const { route } = useLocation()
  const beginning = useAnswer(() => atDesk().caseBeginning(id), [id])
  const [which, setWhich] = useState<Which | null>(null)
  const back = { href: `/cases/${id}`, text: 'Back to the case' }
  if (beginning.state !== 'there' || beginning.value.mailboxes.length === 0)
    return (
      <Page key="waiting" title={TITLE} back={back} marking="RESTRICTED">
        <Waiting answer={beginning} words="Opening the case in this browser">
          {() => (
            <p class="govuk-body">
              You may not send from the mailbox whose case it is. Your Designated Liaison Officer (DLO) can
              give you that right.
            </p>
          )}
        </Waiting>
      </Page>
    )
  const { value } = beginning
  if (which === null)
    return (
      <KindChoice
        beginning={value}
        caption={TITLE}
        back={back}
        onChosen={async (chosen) => {
          setWhich(chosen)
        }}
      />
    )
  return (
    <PeopleChoice
      id={id}
      which={which}
      caption={TITLE}
      back={back}
      onChosen={async (people, further) => {
        await beginFromCase(value, which, { id, title: value.title }, people, further)
        route(pathOf('form-1'))
      }}
      onOtherKind={() => setWhich(null)}
    />
  )
}
