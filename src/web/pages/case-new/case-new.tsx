import { useLocation } from 'preact-iso'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { atDesk, mailbox, stage } from '../../session.ts'
import { one } from '../../typed.ts'
import { caseFault } from '../case/case-fault.ts'

const THREAD = /^[A-Za-z0-9_-]{22}$/

/** Begins a case; from an exchange, with that in it. */
export default function CaseNew() {
  const { query, route } = useLocation()
  const { value } = stage
  const addresses =
    value.at === 'out'
      ? []
      : value.person.mailboxes.filter(({ rights }) => rights.includes('send')).map(({ address }) => address)
  const thread = query.thread !== undefined && THREAD.test(query.thread) ? query.thread : null
  return (
    <FormPage
      title="Begin a case"
      button="Begin the case"
      back={
        thread
          ? { href: `/thread/${thread}`, text: 'Back to the exchange' }
          : { href: '/cases', text: 'Back to your cases' }
      }
      marking="RESTRICTED"
      check={(typed) => [
        ...(one(typed, 'title') === '' ? [{ field: 'title', message: 'Enter what the case is about' }] : []),
        ...(addresses.length > 1 && one(typed, 'of') === ''
          ? [{ field: 'of', message: 'Select whose case it is' }]
          : []),
      ]}
      place={(error) => caseFault(error, { title: 'What it is about', number: 'Your own number' })}
      carryOut={async (typed) => {
        const number = one(typed, 'number')
        const id = await atDesk().beginCase({
          mailbox: one(typed, 'of') || (addresses[0] ?? ''),
          title: one(typed, 'title'),
          number: number === '' ? null : number,
        })
        if (thread) await atDesk().putIntoCase(id, thread)
        route(`/cases/${id}?done=begun`, true)
      }}
    >
      {(errors) => (
        <>
          <TextInput
            id="title"
            label="What is it about?"
            hint="For example, Example Road, noise. Only your team reads it."
            autocomplete="off"
            spellcheck
            error={errorOf(errors, 'title')}
          />
          <TextInput
            id="number"
            label="Your own number of it (optional)"
            hint="It goes into no referral."
            autocomplete="off"
            width="20"
            error={errorOf(errors, 'number')}
          />
          {addresses.length < 2 ? null : (
            <Radios
              id="of"
              label="Whose case is it?"
              hint="This cannot be changed: who reads it follows from it."
              value={mailbox.value ?? ''}
              choices={addresses.map((address) => ({ value: address, text: address }))}
              error={errorOf(errors, 'of')}
            />
          )}
        </>
      )}
    </FormPage>
  )
}
