import type { HeardKey, OwnKey } from '../../../sdk/changed-keys.ts'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { WarningText } from '../../components/notices.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { TextArea } from '../../components/text-area.tsx'
import type { ChangedInWords } from '../../worker/changed-keys.ts'

const NAMES: Readonly<Record<OwnKey, { heading: string; of: string }>> = {
  log: { heading: 'The key of the log', of: 'of the log' },
  trust: { heading: 'The key of the trust log', of: 'of the trust log' },
  service: {
    heading: 'The key by which the service signs what arrives from partners',
    of: 'of the service',
  },
}

/** What the person was read of each changed key, and typed. */
export type Heard = Readonly<Partial<Record<OwnKey, string>>>

export const heardOf = (heard: Heard, changed: readonly ChangedInWords[]): HeardKey[] =>
  changed.map(({ owner }) => ({ owner, words: heard[owner] ?? '' }))

export const fieldOf = (owner: OwnKey): `words-${OwnKey}` => `words-${owner}`

/** The words that are missing, before anything is sent. */
export const missingWords = (heard: Heard, changed: readonly ChangedInWords[]): FieldError[] =>
  changed
    .filter(({ owner }) => (heard[owner] ?? '').trim() === '')
    .map(({ owner }) => ({
      field: fieldOf(owner),
      message: 'Enter the words of the new key as they were read to you, or do not sign in',
    }))

/** Keys of the service that are other than this browser knows: what they were, what they are, and how to make sure. */
export const ChangedKeys = ({
  changed,
  heard,
  errors,
  onChange,
}: {
  changed: readonly ChangedInWords[]
  heard: Heard
  errors: readonly FieldError[]
  onChange(heard: Heard): void
}) => (
  <>
    <h2 class="govuk-heading-m">
      {changed.length === 1 ? 'A key of the service has changed' : 'Keys of the service have changed'}
    </h2>
    <WarningText>
      Somebody may stand between you and the service. Do not sign in before you have made sure that the change
      is right.
    </WarningText>
    <ol class="govuk-list govuk-list--number">
      <li>
        Telephone your Designated Liaison Officer (DLO) or the operator of the service, at a number that you
        know already: none from a message about this change.
      </li>
      <li>
        Ask whether the key was changed, and have the words of the new one read to you. Do not read yours out.
      </li>
      <li>Enter what you heard. Four letters of each word are enough.</li>
    </ol>
    {changed.map(({ owner, before, now }) => (
      <section key={owner}>
        <h3 class="govuk-heading-s">{NAMES[owner].heading}</h3>
        <SummaryList
          rows={[
            { key: 'Known in this browser', value: before },
            { key: 'Shown now', value: now },
          ]}
        />
        {owner === 'service' ? (
          <p class="govuk-body">
            Mail of partners that came before still opens, where it is in the log by the time that you take
            the new key. What is shown later as signed by the key before is not believed.
          </p>
        ) : null}
        <TextArea
          id={fieldOf(owner)}
          label={`The words of the new key ${NAMES[owner].of}, as they were read to you`}
          hint="Only this key is taken in place of the one that is known, and only if all else proves right: a log that contradicts what was seen before is accepted by no words."
          rows={3}
          value={heard[owner] ?? ''}
          error={errorOf(errors, fieldOf(owner))}
          onInput={(words) => onChange({ ...heard, [owner]: words })}
        />
      </section>
    ))}
  </>
)
