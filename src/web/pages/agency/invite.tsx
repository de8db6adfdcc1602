import { useState } from 'preact/hooks'
import { ROLE_NAMES } from '../../../domain/roles.ts'
import { Button } from '../../components/button.tsx'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { DateInput } from '../../components/date-input.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { all, dayTyped, one, type Typed, typedDay, typedIn } from '../../typed.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import { capitalised, dayInWords } from '../../words.ts'
import type { Newcomer } from '../../worker/people.ts'
import { InvitationMade } from './invitation-made.tsx'
import { BACK, mailboxChoices, mailboxesChosen, mailboxWords, ROLES } from './words.ts'

const WANTED: readonly [string, string][] = [
  ['login', 'Enter their sign-in name'],
  ['title', 'Enter their post'],
  ['number', 'Enter their staff number'],
]

type Step =
  | { at: 'form' }
  | { at: 'check'; newcomer: Newcomer }
  | { at: 'made'; newcomer: Newcomer; link: string; endsAt: string }

/** Inviting somebody: who they are, what they will do, and that they are trained; the answers are checked before anything is made. */
export default function Invite() {
  const mailboxes = useAnswer(() => atDesk().agencyMailboxes(), [])
  const [typed, setTyped] = useState<Typed>({})
  const [step, setStep] = useState<Step>({ at: 'form' })
  if (step.at === 'made') return <InvitationMade {...step} />
  if (step.at === 'check')
    return (
      <CheckInvitation
        newcomer={step.newcomer}
        onBack={() => setStep({ at: 'form' })}
        onMade={(made) => setStep({ at: 'made', newcomer: step.newcomer, ...made })}
      />
    )
  return mailboxes.state === 'there' ? (
    <InviteForm
      mailboxes={mailboxes.value.map(({ address }) => address)}
      typed={typed}
      onTyped={setTyped}
      onNamed={(newcomer) => setStep({ at: 'check', newcomer })}
    />
  ) : (
    <Page title="Invite somebody" back={BACK}>
      <Waiting answer={mailboxes} words="Looking up your mailboxes">
        {() => null}
      </Waiting>
    </Page>
  )
}

function InviteForm({
  mailboxes,
  typed,
  onTyped,
  onNamed,
}: {
  mailboxes: readonly string[]
  typed: Typed
  onTyped(typed: Typed): void
  onNamed(newcomer: Newcomer): void
}) {
  const { errors, busy, send } = useSending()
  const [told, setTold] = useState<readonly FieldError[]>([])
  const shown = errors.length > 0 ? errors : told
  const submit = (form: HTMLFormElement) => {
    const now = typedIn(form)
    onTyped(now)
    setTold([])
    const trainedUntil = dayTyped(now, 'trainedUntil')
    void send(missing(now, trainedUntil), async () => {
      const newcomer = {
        login: one(now, 'login').toLowerCase(),
        title: one(now, 'title'),
        number: one(now, 'number'),
        roles: ROLES.filter((role) => all(now, 'roles').includes(role)),
        mailboxes: mailboxesChosen(all(now, 'mailboxes')),
        trainedUntil: trainedUntil ?? null,
      }
      const faults = await atDesk().newcomerFaults(newcomer)
      if (faults.length === 0) onNamed(newcomer)
      setTold(faults.map(({ field, sentence }) => ({ field, message: capitalised(sentence) })))
    })
  }
  return (
    <Page title="Invite somebody" back={BACK} errors={shown}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            submit(event.currentTarget)
          }}
        >
          <TextInput
            id="login"
            label="Sign-in name"
            hint="Lower-case letters, digits, dots and hyphens, such as asb.newcomer. Only your agency sees it."
            autocomplete="off"
            width="20"
            value={one(typed, 'login')}
            error={errorOf(shown, 'login')}
          />
          <TextInput
            id="title"
            label="Post"
            hint="Other agencies see it, so no name: for example, ASB case worker."
            autocomplete="off"
            value={one(typed, 'title')}
            error={errorOf(shown, 'title')}
          />
          <TextInput
            id="number"
            label="Staff number"
            hint="Other agencies see it."
            autocomplete="off"
            width="10"
            value={one(typed, 'number')}
            error={errorOf(shown, 'number')}
          />
          <Checkboxes
            id="roles"
            label="What will they do?"
            hint="A liaison officer, a deputy or a system is not invited here: see below."
            values={all(typed, 'roles')}
            choices={ROLES.map((role) => ({ value: role, text: ROLE_NAMES[role] }))}
            error={errorOf(shown, 'roles')}
          />
          {mailboxes.length === 0 ? (
            <p class="govuk-body">Your agency has no mailbox that is read in the service.</p>
          ) : (
            <Checkboxes
              id="mailboxes"
              label="Which mailboxes will they use?"
              hint="Leave it empty if none."
              values={all(typed, 'mailboxes')}
              choices={mailboxChoices(mailboxes)}
              error={errorOf(shown, 'mailboxes')}
            />
          )}
          <DateInput
            id="trainedUntil"
            label="Until when does their training hold?"
            hint="Nobody has an account without training in date. For example, 27 3 2027."
            value={typedDay(typed, 'trainedUntil')}
            error={errorOf(shown, 'trainedUntil')}
          />
          <Button busy={busy}>Continue</Button>
          <InsetText>
            A liaison officer or deputy is appointed by your agency’s root, and a system makes its key by
            itself: use the commands <code>despatch admin nominate</code> and{' '}
            <code>despatch admin invite</code>.
          </InsetText>
        </form>
      </div>
    </Page>
  )
}

function missing(typed: Typed, trainedUntil: string | null | undefined): FieldError[] {
  const errors = WANTED.flatMap(([field, message]) => (one(typed, field) === '' ? [{ field, message }] : []))
  if (all(typed, 'roles').length === 0) errors.push({ field: 'roles', message: 'Select what they will do' })
  if (trainedUntil === undefined)
    errors.push({ field: 'trainedUntil', message: 'The day must be a real one, such as 27 3 2027' })
  if (trainedUntil === null)
    errors.push({ field: 'trainedUntil', message: 'Enter the day until which their training holds' })
  return errors
}

function CheckInvitation({
  newcomer,
  onBack,
  onMade,
}: {
  newcomer: Newcomer
  onBack(): void
  onMade(made: { link: string; endsAt: string }): void
}) {
  const { errors, busy, send } = useSending()
  return (
    <Page title="Check your answers before you make the invitation" errors={errors}>
      <NewcomerFacts newcomer={newcomer} />
      <p class="govuk-body">
        An earlier invitation for the same sign-in name counts no more. The invitation ends after 14 days.
      </p>
      <div class="govuk-button-group">
        <Button
          busy={busy}
          onClick={() => void send([], async () => onMade(await atDesk().invite(newcomer)))}
        >
          {busy ? 'Making it' : 'Make the invitation'}
        </Button>
        <Button secondary onClick={onBack}>
          Change something
        </Button>
      </div>
    </Page>
  )
}

/** Whom an officer invites or certifies, and to what. */
export const NewcomerFacts = ({ newcomer }: { newcomer: Newcomer }) => (
  <SummaryList
    rows={[
      { key: 'Sign-in name', value: newcomer.login },
      { key: 'Post and staff number', value: `${newcomer.title} ${newcomer.number}` },
      { key: 'What they will do', value: newcomer.roles.map((role) => ROLE_NAMES[role]).join('\n') },
      { key: 'Mailboxes', value: newcomer.mailboxes.map(mailboxWords).join('\n') || 'none' },
      {
        key: 'Trained until',
        value: newcomer.trainedUntil === null ? 'not recorded' : dayInWords(newcomer.trainedUntil),
      },
    ]}
  />
)
