import { Page } from '../../components/page.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { BACK } from '../agency/words.ts'

/** The mailboxes of one's own agency that are read in the service. */
export default function Mailboxes() {
  const answer = useAnswer(() => atDesk().agencyMailboxes(), [])
  return (
    <Page title="Mailboxes and their keys" back={BACK}>
      <Waiting answer={answer} words="Looking up your mailboxes">
        {(mailboxes) =>
          mailboxes.length === 0 ? (
            <p class="govuk-body">
              Your agency has no mailbox in the service yet. One that you open is listed here.
            </p>
          ) : (
            <ul class="app-rows">
              {mailboxes.map(({ id, address, name, restricted }) => (
                <li class="app-row" key={id}>
                  <div class="app-row__head">
                    <a
                      class="govuk-link govuk-!-font-weight-bold govuk-!-font-size-19"
                      href={`/agency/mailboxes/${id}`}
                    >
                      {address}
                    </a>
                    {restricted ? <Tag text="Restricted" colour="yellow" /> : null}
                  </div>
                  <p class="govuk-body-s govuk-!-margin-bottom-1">{name}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Waiting>
      <p class="govuk-body">
        <a class="govuk-link" href="/agency/mailboxes/new">
          Open another mailbox
        </a>
      </p>
    </Page>
  )
}
