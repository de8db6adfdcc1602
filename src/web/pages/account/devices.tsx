import type { DeviceRow } from '../../../domain/wire/account.ts'
import { SummaryList } from '../../components/summary-list.tsx'
import { momentInWords } from '../../words.ts'

/** Machines with a key of their own, by which the command signs in. */
export const Devices = ({ devices }: { devices: readonly DeviceRow[] }) => (
  <>
    <h2 class="govuk-heading-m">Machines that may sign in for you</h2>
    {devices.length === 0 ? (
      <p class="govuk-body">
        None. A machine on which you sign in by the command <code>despatch login</code> gets a key of its own,
        and is listed here. A browser gets none.
      </p>
    ) : (
      devices.map(({ fingerprint, label, registeredAt, lastUsedAt, revokedAt }) => (
        <div key={fingerprint}>
          <SummaryList
            rows={[
              { key: 'Machine', value: label },
              { key: 'Since', value: momentInWords(registeredAt) },
              { key: 'Last used', value: lastUsedAt === null ? 'never' : momentInWords(lastUsedAt) },
              {
                key: 'Signs in',
                value:
                  revokedAt === null ? (
                    <>
                      yes:{' '}
                      <a class="govuk-link" href={`/account/machine/${fingerprint}`}>
                        let it sign in no more
                        <span class="govuk-visually-hidden">, {label}</span>
                      </a>
                    </>
                  ) : (
                    `no more, since ${momentInWords(revokedAt)}`
                  ),
              },
            ]}
          />
        </div>
      ))
    )}
  </>
)
