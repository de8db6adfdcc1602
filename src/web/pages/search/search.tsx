import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { MailboxChoice } from '../../components/mailbox-choice.tsx'
import { Page } from '../../components/page.tsx'
import { Select } from '../../components/select.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { wordsOf } from '../../search/words.ts'
import { mailbox, type Searched, searched } from '../../session.ts'
import { kindInWords } from '../../words.ts'
import { Results } from './results.tsx'
import { PAGE, statusWords, useSearch } from './use-search.ts'

const NO_WORDS = 'Enter a word to search for'
const EVERYWHERE = ''

/** Searching what the person's lists show, and the words of what they have opened here or sent. Nothing of it is in the address. */
export default function Search() {
  const before = searched.value
  const [words, setWords] = useState(before?.words ?? '')
  const [wrong, setWrong] = useState<readonly FieldError[]>([])
  const asked = before === null ? null : { ...before, mailbox: mailbox.value }
  const { results, error, busy } = useSearch(asked)
  const heading = useRef<HTMLHeadingElement>(null)
  const moved = useRef(false)
  useEffect(() => {
    if (busy || !moved.current) return
    moved.current = false
    heading.current?.focus()
  }, [busy])

  const change = (changes: Partial<Searched>) => {
    if (searched.value !== null) searched.value = { ...searched.value, from: 0, ...changes }
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const none = wordsOf(words).length === 0
    setWrong(none ? [{ field: 'words', message: NO_WORDS }] : [])
    if (none) return
    searched.value = { side: null, kind: null, mailbox: null, ...before, words, from: 0 }
  }

  // The same errors are the same array: else each letter that is typed would move the focus to them.
  const errors = useMemo(
    () => [...wrong, ...(error === null ? [] : [{ field: null, message: error }])],
    [wrong, error],
  )
  return (
    <Page title="Search" marking="RESTRICTED" errors={errors}>
      <search>
        <form class="app-search" noValidate onSubmit={submit}>
          <TextInput
            id="words"
            label="Search what your team has received and sent"
            hint="A name, a place, a reference or any other word. Only this browser sees what you search for."
            autocomplete="off"
            value={words}
            onInput={setWords}
            error={wrong[0]?.message}
          />
          <Button>Search</Button>
        </form>
      </search>
      <p class="govuk-visually-hidden" role="status">
        {statusWords(asked, results, busy)}
      </p>
      {asked === null ? (
        <p class="govuk-body">
          What you have opened in this browser, or sent from it, is found by the words in it. Everything else
          in your lists is found by its reference, its kind and its mailboxes. Searching opens nothing and
          signs nothing.
        </p>
      ) : (
        <div class="app-search__choices">
          <MailboxChoice />
          <Select
            id="side"
            label="Received or sent"
            value={asked.side ?? EVERYWHERE}
            choices={[
              { value: EVERYWHERE, text: 'Both' },
              { value: 'received', text: 'Received' },
              { value: 'sent', text: 'Sent' },
            ]}
            onChange={(side) => change({ side: side === 'received' || side === 'sent' ? side : null })}
          />
          <Select
            id="kind"
            label="Kind"
            value={asked.kind ?? EVERYWHERE}
            choices={[
              { value: EVERYWHERE, text: 'All kinds' },
              ...(results?.kinds ?? (asked.kind === null ? [] : [asked.kind])).map((kind) => ({
                value: kind,
                text: kindInWords(kind),
              })),
            ]}
            onChange={(kind) => change({ kind: kind === EVERYWHERE ? null : kind })}
          />
        </div>
      )}
      {asked === null || results === null ? null : (
        <Results
          results={results}
          from={asked.from}
          heading={heading}
          onMove={(by) => {
            moved.current = true
            change({ from: asked.from + by * PAGE })
          }}
        />
      )}
    </Page>
  )
}
