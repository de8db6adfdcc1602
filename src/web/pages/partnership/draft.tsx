import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FileUpload } from '../../components/file-upload.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { textsOf, useSending } from '../../use-sending.ts'
import type { Draft, Drafting } from '../../worker/agreements.ts'
import { BACK } from './back.ts'

/** No form is longer, in bytes. */
const FORM_LIMIT = 1024 * 1024

/** Drafting an agreement, its next version or its annex: the exact text that agencies sign with their roots, elsewhere. */
export default function DraftPage() {
  const [draft, setDraft] = useState<Draft | null>(null)
  if (draft === null) return <Form onDraft={setDraft} />
  return (
    <Page title="Look through the draft" back={BACK}>
      {draft.differences.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">What is different from the version in force</h2>
          <Lines lines={draft.differences} />
        </>
      )}
      <h2 class="govuk-heading-m">What it says</h2>
      <Lines lines={draft.lines} />
      <h2 class="govuk-heading-m">What happens next</h2>
      <p class="govuk-body app-words">
        Send the file to each agency, which signs it with its root, by <code>despatch agreement sign</code> or
        with gpg, on a machine of its own. It must not be changed, not by a blank: what is signed are its
        exact bytes. Its SHA-256 is <code>{draft.sha256}</code>. Enter it here when the signatures have come
        back.
      </p>
      <div class="govuk-button-group">
        <Button onClick={() => saveFile([draft.text], draft.name)}>Download the draft</Button>
        <Button secondary onClick={() => setDraft(null)}>
          Change something
        </Button>
      </div>
    </Page>
  )
}

/** What a statement says, line by line; what stands further in belongs to the line before. */
export const Lines = ({ lines }: { lines: readonly string[] }) => (
  <div class="app-words govuk-!-margin-bottom-6">
    {lines.map((line, at) => (
      <p
        class="govuk-body govuk-!-margin-bottom-1"
        key={at}
        style={{ paddingLeft: `${(/^ */.exec(line)?.[0].length ?? 0) / 2}em` }}
      >
        {line.trim()}
      </p>
    ))}
  </div>
)

const draftingOf = (chosen: string): Drafting => {
  const [sort = '', agreement = ''] = chosen.split(' ')
  return sort === 'next' || sort === 'annex' ? { sort, agreement } : { sort: 'first' }
}

function Form({ onDraft }: { onDraft(draft: Draft): void }) {
  const answer = useAnswer(() => atDesk().agreementsHere(), [])
  const { errors, busy, send } = useSending()
  const [chosen, setChosen] = useState('')
  const what = draftingOf(chosen)
  const draft = (form: HTMLFormElement) => {
    const file = new FormData(form).get('file')
    const filled = file instanceof File && file.size > 0 ? file : null
    const wrong = []
    if (textsOf(form)('what') === '') wrong.push({ field: 'what', message: 'Select what you draft' })
    else if (what.sort !== 'annex' && filled === null)
      wrong.push({ field: 'file', message: 'Select the form that was filled in' })
    if (filled !== null && filled.size > FORM_LIMIT)
      wrong.push({ field: 'file', message: 'The file must be smaller than 1 MB' })
    void send(
      wrong,
      async () => onDraft(await atDesk().draftText(what, (await filled?.text()) ?? '')),
      () => (what.sort === 'annex' ? null : 'file'),
    )
  }
  const file = (
    <>
      <Button
        secondary
        busy={busy}
        onClick={() =>
          void send([], async () => saveFile([await atDesk().agreementForm(what)], 'agreement-form.json'))
        }
      >
        Download the form to fill in
      </Button>
      <FileUpload
        id="file"
        label="The form that was filled in"
        hint="A JSON file. It is read in this browser."
        accept=".json,application/json"
        error={errorOf(errors, 'file')}
      />
    </>
  )
  return (
    <Page title="Draft an agreement" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <Waiting answer={answer} words="Looking up the agreements">
            {(agreements) => (
              <form
                noValidate
                onSubmit={(event) => {
                  event.preventDefault()
                  draft(event.currentTarget)
                }}
              >
                <p class="govuk-body">
                  An agency is opened by being named in an agreement that it signs, and removed by a version
                  that all the others sign. Nothing is signed here: no root is ever used in a browser.
                </p>
                <Radios
                  id="what"
                  label="What do you draft?"
                  value={chosen}
                  onChange={setChosen}
                  choices={[
                    ...agreements.flatMap(({ id, title }) => [
                      { value: `next ${id}`, text: `The next version of ${title}`, reveals: file },
                      {
                        value: `annex ${id}`,
                        text: `An annex of ${title}`,
                        hint: 'It names the keys that this service shows now. Compare them with what the operator printed before anybody signs.',
                      },
                    ]),
                    { value: 'first', text: 'Another agreement', reveals: file },
                  ]}
                  error={errorOf(errors, 'what')}
                />
                <Button busy={busy}>Continue</Button>
              </form>
            )}
          </Waiting>
        </div>
      </div>
    </Page>
  )
}
