import { ROLE_NAMES } from '../../../domain/roles.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { DateInput, type TypedDay } from '../../components/date-input.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { all, dayTyped, typedIn } from '../../typed.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import { dayInWords } from '../../words.ts'
import { ChangeForm } from './change-form.tsx'
import type { Changing } from './person-change.tsx'
import { dayInFields, ROLES } from './words.ts'

const NO_DAY: TypedDay = { day: '', month: '', year: '' }

/** New training: a new appointment with everything else as it was. */
export const Train = ({ person: { login }, onDone }: Changing) => (
  <UntilForm
    label="Until when does their training hold?"
    hint="Without training in date they cannot sign in. For example, 27 3 2027."
    missing="Enter the day until which their training holds"
    button="Record the training"
    value={NO_DAY}
    onDay={async (trainedUntil) => {
      await atDesk().reappoint(login, { trainedUntil })
      onDone(`The training of ${login} holds until ${dayInWords(trainedUntil)}.`)
    }}
  />
)

/** A later end of the appointment, or an earlier one. */
export function Longer({ person: { login }, onDone }: Changing) {
  const answer = useAnswer(() => atDesk().appointedUntil(login), [login])
  return (
    <Waiting answer={answer} words="Looking up their appointment">
      {({ until, usual }) => (
        <UntilForm
          label="Until when are they appointed?"
          hint={`Their appointment ends on ${dayInWords(until)} as it stands. The usual end is three years from today.`}
          missing="Enter the last day of their appointment"
          button="Appoint them until then"
          value={dayInFields(usual)}
          onDay={async (day) => {
            await atDesk().reappoint(login, { until: day })
            onDone(`${login} is appointed until ${dayInWords(day)}.`)
          }}
        />
      )}
    </Waiting>
  )
}

/** Other roles, from now on. */
export function Roles({ person: { login, roles }, onDone }: Changing) {
  const sending = useSending()
  return (
    <ChangeForm
      sending={sending}
      button="Change their roles"
      onSubmit={(form) => {
        const typed = typedIn(form)
        const chosen = ROLES.filter((role) => all(typed, 'roles').includes(role))
        void sending.send(
          chosen.length === 0 ? [{ field: 'roles', message: 'Select what they will do' }] : [],
          async () => {
            await atDesk().reappoint(login, { roles: chosen })
            onDone(`${login} has other roles from now on, by a new appointment in the trust log.`)
          },
          () => 'roles',
        )
      }}
    >
      <Checkboxes
        id="roles"
        label="What will they do?"
        hint="It counts from now on. To end everything that they may do, end the appointment."
        values={roles}
        choices={ROLES.map((role) => ({ value: role, text: ROLE_NAMES[role] }))}
        error={errorOf(sending.errors, 'roles')}
      />
    </ChangeForm>
  )
}

function UntilForm({
  label,
  hint,
  missing,
  button,
  value,
  onDay,
}: {
  label: string
  hint: string
  missing: string
  button: string
  value: TypedDay
  onDay(day: string): Promise<void>
}) {
  const sending = useSending()
  return (
    <ChangeForm
      sending={sending}
      button={button}
      onSubmit={(form) => {
        const until = dayTyped(typedIn(form), 'until')
        void sending.send(
          until ? [] : [{ field: 'until', message: missing }],
          () => onDay(until ?? ''),
          () => 'until',
        )
      }}
    >
      <DateInput
        id="until"
        label={label}
        hint={hint}
        value={value}
        error={errorOf(sending.errors, 'until')}
      />
    </ChangeForm>
  )
}
