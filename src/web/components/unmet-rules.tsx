import { WarningText } from './notices.tsx'

/** A rule that is not kept: its id, its law, and the sentence that says what is wrong or missing. */
export type UnmetRule = { rule: string; statute: string; sentence: string }

/** All that the rules of the partnership refuse or need, each with its id, its law, and how it is met. */
export const UnmetRules = ({ refused, unmet }: { refused: boolean; unmet: readonly UnmetRule[] }) => (
  <>
    <WarningText>
      {refused
        ? 'The rules of the partnership do not allow this as it is. Nothing was sent.'
        : 'The rules of the partnership need more before this can be sent. Nothing was sent.'}
    </WarningText>
    <ul class="govuk-list govuk-list--bullet app-unmet">
      {unmet.map(({ rule, statute, sentence }) => (
        <li key={`${rule} ${sentence}`}>
          <strong>{rule}</strong> {sentence} <span class="app-hint">({statute})</span>
        </li>
      ))}
    </ul>
  </>
)
