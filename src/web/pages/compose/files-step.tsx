import { useRef, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Field } from '../../components/field.tsx'
import { sizeInWords } from '../../words.ts'
import { added } from './added-files.ts'
import { type Composing, changeFiles } from './composing.ts'
import { StepPage } from './step-page.tsx'

const FIELD = 'files'

/** What goes with it: files are chosen or dropped, and read when it is sealed. */
export function FilesStep({ composing }: { composing: Composing }) {
  const { files, limit } = composing
  const input = useRef<HTMLInputElement>(null)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [over, setOver] = useState(false)
  const [said, setSaid] = useState('')
  const total = files.reduce((sum, { size }) => sum + size, 0)

  const add = (chosen: readonly File[]) => {
    const { kept, wrong } = added(files, chosen, limit)
    changeFiles(kept)
    setErrors(wrong.map((message) => ({ field: FIELD, message })))
    const count = kept.length - files.length
    setSaid(count === 0 ? '' : `${count === 1 ? 'A file was' : `${count} files were`} added.`)
    if (input.current) input.current.value = ''
  }
  const remove = (file: File) => {
    changeFiles(files.filter((one) => one !== file))
    setErrors([])
    setSaid(`${file.name} was removed.`)
    input.current?.focus()
  }
  return (
    <StepPage
      composing={composing}
      step="files"
      title="Attach files"
      errors={errors}
      mayGoOn={() => Promise.resolve(true)}
    >
      <p class="govuk-body">
        Files are sealed on this machine with the referral: their names and what is in them can be read by its
        readers alone. With all its files it may be {sizeInWords(limit)} at most.
      </p>
      <fieldset
        aria-label="Files"
        class={`app-drop ${over ? 'app-drop--over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          add([...(event.dataTransfer?.files ?? [])])
        }}
      >
        <Field
          id={FIELD}
          label="Choose files, or drop them here"
          hint="Choose several at once, or one after the other."
          error={errorOf(errors, FIELD)}
        >
          <input
            class="govuk-file-upload"
            id={FIELD}
            name={FIELD}
            type="file"
            multiple
            ref={input}
            aria-describedby={`${FIELD}-hint`}
            onChange={({ currentTarget }) => add([...(currentTarget.files ?? [])])}
          />
        </Field>
      </fieldset>
      <p class="govuk-visually-hidden" role="status">
        {said}
      </p>
      {files.length === 0 ? (
        <p class="govuk-body">Nothing is attached. Go on if there is nothing to attach.</p>
      ) : (
        <>
          <h2 class="govuk-heading-m">
            {files.length === 1 ? '1 file' : `${files.length} files`}, {sizeInWords(total)}
          </h2>
          <ul class="govuk-list">
            {files.map((file) => (
              <li key={file.name} class="app-file app-words">
                <span>
                  <strong>{file.name}</strong> ({sizeInWords(file.size)})
                </span>
                <Button secondary onClick={() => remove(file)}>
                  Remove<span class="govuk-visually-hidden"> {file.name}</span>
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </StepPage>
  )
}
