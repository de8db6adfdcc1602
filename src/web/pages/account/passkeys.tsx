import type { PasskeyRow } from '../../../domain/wire/passkey.ts'
import { SummaryList } from '../../components/summary-list.tsx'
import { momentInWords } from '../../words.ts'

/** Passkeys by which the person signs in without passphrase and kit. */
export const Passkeys = ({ passkeys }: { passkeys: readonly PasskeyRow[] }) => (
  <>
    <h2 class="govuk-heading-m">Passkeys</h2>
    {passkeys.length === 0 ? (
      <p class="govuk-body">
        None. With a passkey you sign in by a security key, or by the finger, face or PIN that unlocks your
        device, in place of your passphrase and the 12 words of your kit.
      </p>
    ) : (
      passkeys.map(({ id, label, addedAt, lastUsedAt }) => (
        <div key={id}>
          <SummaryList
            rows={[
              { key: 'Passkey', value: label },
              { key: 'Added', value: momentInWords(addedAt) },
              { key: 'Last used', value: lastUsedAt === null ? 'never' : momentInWords(lastUsedAt) },
              {
                key: 'Signs in',
                value: (
                  <>
                    yes:{' '}
                    <a class="govuk-link" href={`/account/passkey/${id}`}>
                      remove it<span class="govuk-visually-hidden">, {label}</span>
                    </a>
                  </>
                ),
              },
            ]}
          />
        </div>
      ))
    )}
    <ul class="govuk-list">
      <li>
        <a class="govuk-link" href="/account/passkey">
          Add a passkey
        </a>
      </li>
    </ul>
  </>
)
