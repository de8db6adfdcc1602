import { TOPICS } from '../../../domain/note-topics.ts'
import { answerReasons, reasonSentence } from '../../../domain/receipt-reasons.ts'
import { OUTCOMES, WITHHELD } from '../../../domain/replies.ts'
import { DateInput } from '../../components/date-input.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { one, type Typed, typedDay } from '../../typed.ts'
import type { Task } from './written.ts'

export type StepProps = { typed: Typed; errors: readonly FieldError[] }

/** The first question of each task: what is answered. */
export function AnswerStep({ task, ...props }: StepProps & { task: Task }) {
  if (task === 'reply') return <ReplyQuestions {...props} />
  if (task === 'note') return <NoteQuestions {...props} />
  return <ReasonQuestions task={task} {...props} />
}

const OUTCOME_CHOICES = Object.entries(OUTCOMES)
  .filter(([code]) => code !== 'returned-with-advice')
  .map(([value, text]) => ({ value, text }))

function ReplyQuestions({ typed, errors }: StepProps) {
  return (
    <>
      <Radios
        id="outcome"
        label="How do you answer?"
        value={one(typed, 'outcome')}
        choices={OUTCOME_CHOICES}
        error={errorOf(errors, 'outcome')}
      />
      <Textarea
        id="answer"
        label="Your answer"
        rows={8}
        value={one(typed, 'answer')}
        error={errorOf(errors, 'answer')}
      />
      <Radios
        id="reason"
        label="Is something kept back?"
        hint="Say why by one of these; auditors see it. What more there is to say stands in your answer, which is sealed."
        value={one(typed, 'reason')}
        choices={[
          { value: '', text: 'Nothing is kept back' },
          ...Object.entries(WITHHELD).map(([value, text]) => ({ value, text })),
        ]}
        error={errorOf(errors, 'reason')}
      />
      <DateInput
        id="canSupplyBy"
        label="If the rest follows, by when? (optional)"
        hint="For example, 27 3 2010"
        value={typedDay(typed, 'canSupplyBy')}
        error={errorOf(errors, 'canSupplyBy')}
      />
      <Caveats typed={typed} errors={errors} />
    </>
  )
}

function NoteQuestions({ typed, errors }: StepProps) {
  return (
    <>
      <Radios
        id="topic"
        label="What is the note about?"
        value={one(typed, 'topic') || 'case'}
        choices={Object.entries(TOPICS).map(([value, text]) => ({ value, text }))}
        error={errorOf(errors, 'topic')}
      />
      <TextInput
        id="title"
        label="Title"
        hint="It is sealed with the note."
        autocomplete="off"
        spellcheck
        value={one(typed, 'title')}
        error={errorOf(errors, 'title')}
      />
      <Textarea
        id="text"
        label="The note"
        rows={8}
        value={one(typed, 'text')}
        error={errorOf(errors, 'text')}
      />
      <Caveats typed={typed} errors={errors} />
    </>
  )
}

function ReasonQuestions({ task, typed, errors }: StepProps & { task: Task }) {
  return (
    <>
      <Radios
        id="code"
        label={task === 'return' ? 'Why do you return it?' : 'Why do you decline it?'}
        hint="Its sender and auditors see the reason."
        value={one(typed, 'code')}
        choices={answerReasons().map((value) => ({ value, text: reasonSentence(value) }))}
        error={errorOf(errors, 'code')}
      />
      {task === 'return' ? (
        <Textarea
          id="answer"
          label="Your advice (optional)"
          hint="What its sender may do instead. It is sealed, and goes to them as a reply."
          value={one(typed, 'answer')}
          error={errorOf(errors, 'answer')}
        />
      ) : null}
    </>
  )
}

const Caveats = ({ typed, errors }: StepProps) => (
  <Textarea
    id="caveats"
    label="What is doubtful or missing (optional)"
    hint="Say it, and share all the same: doubt is no reason to withhold."
    rows={3}
    value={one(typed, 'caveats')}
    error={errorOf(errors, 'caveats')}
  />
)
