import { useLocation, useRoute } from 'preact-iso'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { kindInWords } from '../../words.ts'
import type { Disclosure as Found } from '../../worker/audit/disclosure.ts'
import type { Filters } from '../../worker/audit/filters.ts'
import { addressOf, filtersIn } from '../register/address.ts'
import { Chain } from './chain.tsx'
import { Grounds } from './grounds.tsx'
import { Proof } from './proof.tsx'

/** One disclosure to one mailbox: what the register has, what the log tells of it, and the proof. */
export default function Disclosure() {
  const { referral = '', delivery = '' } = useRoute().params
  const filters = filtersIn(useLocation().query)
  const back = { href: addressOf('/register', filters), text: 'Back to the register' }
  const found = useAnswer(() => atDesk().disclosure({ referral, delivery }), [referral, delivery])
  if (found.state !== 'there') {
    return (
      <Page key="waiting" title="Disclosure" back={back} marking="RESTRICTED">
        <Waiting answer={found} words="Looking into the register">
          {() => null}
        </Waiting>
      </Page>
    )
  }
  return <Shown key="shown" found={found.value} filters={filters} back={back} />
}

function Shown({
  found,
  filters,
  back,
}: {
  found: Found
  filters: Filters
  back: { href: string; text: string }
}) {
  const { row, others } = found
  const { referral, delivery } = row
  const proved = useAnswer(() => atDesk().proveDisclosure({ referral, delivery }), [delivery])
  return (
    <Page title={kindInWords(row.kind)} caption={row.reference} back={back} marking="RESTRICTED">
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds-from-desktop">
          <InsetText>
            What was shared, its subject and its attachments are not here: they are sealed to the mailboxes
            that they went between, and no auditor can open them. To see them, ask one of these teams.
          </InsetText>
          <Grounds found={found} consents={proved.state === 'there' ? proved.value.consents : null} />
          {others.length === 0 ? null : (
            <>
              <h2 class="govuk-heading-m">It also went to</h2>
              <ul class="govuk-list govuk-list--bullet">
                {others.map(({ referral, delivery, to }) => (
                  <li key={delivery}>
                    <a
                      class="govuk-link app-words"
                      href={addressOf(`/register/${referral}/${delivery}`, filters)}
                    >
                      {to.mailbox}
                    </a>{' '}
                    ({to.agencyName})
                  </li>
                ))}
              </ul>
            </>
          )}
          <Chain row={row} />
          <Proof row={row} proved={proved} />
        </div>
      </div>
    </Page>
  )
}
