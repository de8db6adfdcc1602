import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { withdrawalSentence } from '../../../domain/withdrawal.ts'
import { senderWords } from '../../../sdk/wording.ts'
import { Button } from '../../components/button.tsx'
import { InsetText, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { shownMarking } from '../../shown-marking.ts'
import { useAnswer } from '../../use-answer.ts'
import { dayInWords, kindInWords, momentInWords } from '../../words.ts'
import type { Headline } from '../../worker/headline.ts'
import { OpenedPage } from './opened-page.tsx'

const BACK = { href: '/inbox', text: 'Back to your inbox' }

/** A referral that came in. Whoever is the first of their team to open it is told what opening it signs. */
export default function Received() {
  const { id = '' } = useRoute().params
  /** the one that was asked to be opened: not another that the same page shows later */
  const [wanted, setWanted] = useState<string | null>(null)
  const headline = useAnswer(() => atDesk().headline(id), [id])
  if (headline.state !== 'there') {
    return (
      <Page title="Referral" back={BACK} marking="RESTRICTED">
        <Waiting answer={headline} words="Looking for the referral">
          {() => null}
        </Waiting>
      </Page>
    )
  }
  const { value } = headline
  const open = value.withdrawn === null && (wanted === id || value.answer !== null)
  return open ? (
    <OpenedPage of={id} back={BACK} open={() => atDesk().openReceived(id, value.referral)} delivery={id} />
  ) : (
    <Unopened headline={value} onOpen={() => setWanted(id)} />
  )
}

function Unopened({ headline, onOpen }: { headline: Headline; onOpen(): void }) {
  const { kind, reference, marking, mailbox, acceptedAt, respondBy, withdrawn, doubt } = headline
  return (
    <Page
      title={kindInWords(kind)}
      caption={reference}
      back={BACK}
      marking={shownMarking(marking, doubt !== null)}
    >
      {doubt === null ? null : <WarningText>{doubt}</WarningText>}
      <SummaryList
        rows={[
          { key: 'From', value: senderWords(headline) },
          { key: 'To', value: mailbox },
          { key: 'Received', value: momentInWords(acceptedAt) },
          ...(respondBy === null ? [] : [{ key: 'Answer by', value: dayInWords(respondBy) }]),
        ]}
      />
      {withdrawn === null ? (
        <>
          <InsetText>
            Nobody in your team has opened it. When you do, you sign that you collected it and that you opened
            it: its sender and auditors see that.
          </InsetText>
          <Button onClick={onOpen}>Open and sign for it</Button>
        </>
      ) : (
        <InsetText>
          Its sender has withdrawn it, and it cannot be opened any more. {withdrawalSentence(withdrawn)}
        </InsetText>
      )}
    </Page>
  )
}
