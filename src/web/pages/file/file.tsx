import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { formatMarking } from '../../../domain/marking.ts'
import type { KindName, Marking } from '../../../domain/wire/referral-fields.ts'
import { NOT_YET_MARKED } from '../../../sdk/wording.ts'
import { Button } from '../../components/button.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import { kindInWords } from '../../words.ts'
import type { FiledAs, ToFile } from '../../worker/filing.ts'
import { Filed } from './filed.tsx'
import { KindQuestion } from './kind-question.tsx'
import { MarkingQuestion } from './marking-question.tsx'

const TITLE = 'File this mail'

/** Files mail from a partner that says no kind or no marking of itself: asked one by one, with the mail beside, and checked. */
export default function FileMail() {
  const { id = '' } = useRoute().params
  const asked = useAnswer(() => atDesk().toFile(id), [id])
  if (asked.state === 'there') return <Filing key={id} delivery={id} asked={asked.value} />
  return (
    <Page key="waiting" title={TITLE} back={backTo(id)} marking="RESTRICTED">
      <Waiting answer={asked} words="Looking at the mail">
        {() => null}
      </Waiting>
    </Page>
  )
}

const backTo = (delivery: string) => ({ href: `/received/${delivery}`, text: 'Back to the mail' })

type Step = 'kind' | 'marking' | 'check'

function Filing({ delivery, asked }: { delivery: string; asked: ToFile }) {
  const [kind, setKind] = useState<KindName | null>(asked.kind)
  const [marking, setMarking] = useState<Marking | null>(asked.marking)
  const [step, setStep] = useState<Step>(kind === null ? 'kind' : marking === null ? 'marking' : 'check')
  const [done, setDone] = useState<FiledAs | null>(null)
  const { errors, busy, send } = useSending()
  const common = {
    asked,
    caption: TITLE,
    back: backTo(delivery),
    marking: asked.opened.marking ?? NOT_YET_MARKED,
  }
  if (done) return <Filed delivery={delivery} filed={done} />
  if (step === 'kind')
    return (
      <KindQuestion
        {...common}
        kind={kind}
        onKind={(chosen) => {
          setKind(chosen)
          setStep(marking === null ? 'marking' : 'check')
        }}
      />
    )
  if (step === 'marking' || kind === null || marking === null)
    return (
      <MarkingQuestion
        {...common}
        chosen={marking}
        onMarking={(chosen) => {
          setMarking(chosen)
          setStep('check')
        }}
      />
    )
  const fileIt = () => send([], async () => setDone(await atDesk().fileMail(delivery, { kind, marking })))
  return (
    <Page
      key="check"
      title="Check how it is filed"
      tab={`Check how it is filed: ${TITLE}`}
      caption={TITLE}
      back={backTo(delivery)}
      errors={errors}
      marking={formatMarking(marking)}
    >
      <SummaryList
        rows={[
          { key: 'What it is', value: kindInWords(kind) },
          { key: 'Protective marking', value: formatMarking(marking) },
        ]}
      />
      <InsetText>
        When you file it, you sign this, who sent it as far as its signature shows, and who else could read
        it. It stands so in the register, and cannot be filed another way afterwards.
      </InsetText>
      <div class="govuk-button-group">
        <Button busy={busy} onClick={() => void fileIt()}>
          Sign and file it
        </Button>
        <Button secondary onClick={() => setStep('kind')}>
          Change what it is
        </Button>
        <Button secondary onClick={() => setStep('marking')}>
          Change the marking
        </Button>
      </div>
    </Page>
  )
}
