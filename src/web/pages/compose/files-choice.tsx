import { useRef, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Field } from '../../components/field.tsx'
import { sizeInWords } from '../../words.ts'
import { added } from './added-files.ts'
import { type Composing, changeFiles } from './composing.ts'

/** The id of the question which files go with it. */
export const FILES_FIELD = 'files'

type FilesChoiceProps = {
  composing: Composing
  label: string
  errors: readonly FieldError[]
  onErrors: (errors: readonly FieldError[]) => void
  /** what is said while nothing is attached */
  none: string
}

/** Files to be chosen or dropped, those that are attached, and a way to take each off again. */
export function FilesChoice({ composing, label, errors, onErrors, none }: FilesChoiceProps) {
  const { files, limit } = composing
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [said, setSaid] = useState('')
  const total = files.reduce((sum, { size }) => sum + size, 0)

  const add = (chosen: readonly File[]) => {
    const { kept, wrong } = added(files, chosen, limit)
    changeFiles(kept)
    onErrors(wrong.map((message) => ({ field: FILES_FIELD, message })))
    const count = kept.length - files.length
    setSaid(count === 0 ? '' : `${count === 1 ? 'A file was' : `${count} files were`} added.`)
    if (input.current) input.current.value = ''
  }
  const remove = (file: File) => {
    changeFiles(files.filter((one) => one !== file))
    onErrors([])
    setSaid(`${file.name} was removed.`)
    input.current?.focus()
  }
  return (
    <>
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
          id={FILES_FIELD}
          label={label}
          hint="Choose several at once, or one after the other."
          error={errorOf(errors, FILES_FIELD)}
        >
          <input
            class="govuk-file-upload"
            id={FILES_FIELD}
            name={FILES_FIELD}
            type="file"
            multiple
            ref={input}
            aria-describedby={`${FILES_FIELD}-hint`}
            onChange={({ currentTarget }) => add([...(currentTarget.files ?? [])])}
          />
        </Field>
      </fieldset>
      <p class="govuk-visually-hidden" role="status">
        {said}
      </p>
      {files.length === 0 ? (
        <p class="govuk-body">{none}</p>
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
    </>
  )
}
