import { useState } from 'preact/hooks'
import type { FieldError } from '../../components/error-summary.tsx'
import { sizeInWords } from '../../words.ts'
import type { Composing } from './composing.ts'
import { FilesChoice } from './files-choice.tsx'
import { StepPage } from './step-page.tsx'

/** What goes with it: files are chosen or dropped, and read when it is sealed. */
export function FilesStep({ composing }: { composing: Composing }) {
  const [errors, setErrors] = useState<readonly FieldError[]>([])
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
        readers alone. With all its files it may be {sizeInWords(composing.limit)} at most.
      </p>
      <FilesChoice
        composing={composing}
        label="Choose files, or drop them here"
        errors={errors}
        onErrors={setErrors}
        none="Nothing is attached. Go on if there is nothing to attach."
      />
    </StepPage>
  )
}
