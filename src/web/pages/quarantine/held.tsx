import { useState } from 'preact/hooks'
import type { HeldMail } from '../../../domain/wire/quarantine.ts'
import { Button } from '../../components/button.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { momentInWords, sizeInWords } from '../../words.ts'

const REASONS: Readonly<Record<HeldMail['reason'], string>> = {
  'wrong-key': 'Encrypted to a key that this mailbox does not have',
  'old-key': 'Encrypted to a key that was given up',
  damaged: 'Damaged on the way',
  'sender-unproven': 'Nothing bears out who sent it',
}

/** One mail that was held back. What cannot be undone is asked for twice. */
export function Held({
  held,
  number,
  busy,
  decide,
}: {
  held: HeldMail
  number: number
  busy: boolean
  decide(decision: 'release' | 'dismiss'): void
}) {
  const [asked, setAsked] = useState<'release' | 'dismiss' | null>(null)
  const id = `held-${held.delivery}`
  return (
    <section aria-labelledby={id}>
      <h2 class="govuk-heading-m" id={id}>
        Mail {number}: {REASONS[held.reason]}
      </h2>
      <SummaryList
        rows={[
          { key: 'From somebody at', value: held.domain },
          { key: 'To', value: held.mailbox },
          { key: 'Came', value: momentInWords(held.at) },
          { key: 'Size', value: sizeInWords(held.size) },
          ...(held.keyIds.length === 0
            ? []
            : [{ key: 'Encrypted to the keys', value: held.keyIds.join(', ') }]),
          { key: 'What you can do', value: held.sentence },
        ]}
      />
      {asked === null ? (
        <div class="govuk-button-group">
          <Button busy={busy} onClick={() => setAsked('release')}>
            Release mail {number}
          </Button>
          <Button secondary onClick={() => setAsked('dismiss')}>
            Lay mail {number} aside
          </Button>
        </div>
      ) : (
        <>
          <p class="govuk-body" role="status">
            {asked === 'release'
              ? 'Let it into the inbox? That you decided it is entered in the log.'
              : 'Lay it aside for good? It is never delivered, that you decided it is entered in the log, and its sender is not told.'}
          </p>
          <div class="govuk-button-group">
            <Button busy={busy} onClick={() => decide(asked)}>
              {asked === 'release'
                ? `Let mail ${number} into the inbox`
                : `Lay mail ${number} aside for good`}
            </Button>
            <Button secondary onClick={() => setAsked(null)}>
              Leave mail {number} where it is
            </Button>
          </div>
        </>
      )}
    </section>
  )
}
