import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { one, typedIn } from '../../typed.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import { momentInWords } from '../../words.ts'
import type { JudgedKey } from '../../worker/partner-keys.ts'
import { HeardFields } from './heard.tsx'
import { heardMissing, heardOf } from './heard-typed.ts'
import { BACK, changeWords } from './words.ts'

const TITLE = 'Approve or reject the key of a partner'

/** A key that waits: what is different about it, what to compare, and the decision. */
export default function PartnerKey() {
  const { id = '' } = useRoute().params
  const answer = useAnswer(() => atDesk().judgedKey(id), [id])
  const [done, setDone] = useState<'approved' | 'rejected' | null>(null)
  if (answer.state !== 'there')
    return (
      <Page title={TITLE} back={BACK}>
        <Waiting answer={answer} words="Judging the key">
          {() => null}
        </Waiting>
      </Page>
    )
  const { value } = answer
  if (done === null) return <Decide id={id} judged={value} onDone={setDone} />
  return (
    <Page title={done === 'approved' ? 'The key is approved' : 'The key is rejected'} back={BACK}>
      <NotificationBanner id="settled" title="Success" success>
        <p class="govuk-notification-banner__heading">
          {done === 'approved'
            ? `The key of ${value.mailbox} is approved: it stands in the trust log under your agency’s name.`
            : `The key of ${value.mailbox} is laid aside for good.`}
        </p>
      </NotificationBanner>
      <p class="govuk-body">
        {done === 'approved'
          ? 'From now on the partnership’s members seal to it. What waited for it is under Drafts, and can go.'
          : 'What your agency held back for it goes to the key in use again; other agencies settle it for themselves. Tell your co-ordinator where it came from, if its holder does not know it.'}
      </p>
    </Page>
  )
}

/** Whether it is to be laid aside for good. */
function Reject({
  id,
  mailbox,
  onBack,
  onDone,
}: {
  id: string
  mailbox: string
  onBack(): void
  onDone(): void
}) {
  const { errors, busy, send } = useSending()
  const reject = () =>
    void send([], async () => {
      await atDesk().rejectPartnerKey(id)
      onDone()
    })
  return (
    <Page title="Reject the key of a partner" errors={errors}>
      <WarningText>This cannot be undone: for your agency the key is laid aside for good.</WarningText>
      <p class="govuk-body">
        What your agency held back for {mailbox} goes to the key in use again, if there is one.
      </p>
      <div class="govuk-button-group">
        <Button busy={busy} onClick={reject}>
          Reject this key
        </Button>
        <Button secondary onClick={onBack}>
          Back
        </Button>
      </div>
    </Page>
  )
}

function Decide({
  id,
  judged,
  onDone,
}: {
  id: string
  judged: JudgedKey
  onDone(done: 'approved' | 'rejected'): void
}) {
  const { errors, busy, send } = useSending()
  const { mailbox, change, differences, remarks, algorithm, ends, fingerprint, words } = judged
  const [rejecting, setRejecting] = useState(false)
  const compares = change === 'first' || change === 'changed'
  if (rejecting)
    return (
      <Reject
        id={id}
        mailbox={mailbox}
        onBack={() => setRejecting(false)}
        onDone={() => onDone('rejected')}
      />
    )
  return (
    <Page title={TITLE} back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const typed = typedIn(event.currentTarget)
            const heard = compares ? heardOf(typed) : null
            const name = one(typed, 'name')
            void send(
              [
                ...(compares ? heardMissing(typed) : []),
                ...(change === 'first' && name === ''
                  ? [{ field: 'name', message: 'Enter what the mailbox is called' }]
                  : []),
              ],
              async () => {
                await atDesk().approvePartnerKey(id, { heard, name: name === '' ? null : name })
                onDone('approved')
              },
              () => (compares ? one(typed, 'how') : null),
            )
          }}
        >
          <SummaryList
            rows={[
              { key: 'Mailbox', value: mailbox },
              { key: 'What it is', value: [changeWords(change), ...differences].join('\n') },
              { key: 'Algorithm', value: algorithm },
              { key: 'Ends', value: ends === null ? 'never' : momentInWords(ends) },
              ...(remarks.length === 0 ? [] : [{ key: 'To be known', value: remarks.join('\n') }]),
              { key: 'In words', value: words },
              { key: 'Fingerprint', value: <code>{fingerprint}</code> },
            ]}
          />
          {compares ? (
            <HeardFields errors={errors} />
          ) : (
            <p class="govuk-body">It needs no comparison: the key in use itself says so.</p>
          )}
          {change === 'first' ? (
            <TextInput
              id="name"
              label="What is the mailbox called?"
              hint="All agencies see it. For example, Police intelligence desk."
              autocomplete="off"
              error={errorOf(errors, 'name')}
            />
          ) : null}
          <p class="govuk-body">
            What you approve is signed with your own key and stands in the trust log for ever.
          </p>
          <div class="govuk-button-group">
            <Button busy={busy}>{busy ? 'Entering it in the trust log' : 'Approve this key'}</Button>
            <Button secondary busy={busy} onClick={() => setRejecting(true)}>
              Reject it
            </Button>
          </div>
        </form>
      </div>
    </Page>
  )
}
