import type { Ending } from '../../../sdk/keys/ending.ts'
import { Page } from '../../components/page.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { capitalised, counted, dayInWords } from '../../words.ts'
import { BACK } from './words.ts'

/** Keys, training and appointments of the agency that end within sixty days, the first first, each with where it is renewed. */
export default function EndingSoon() {
  const answer = useAnswer(() => Promise.all([atDesk().endings(), atDesk().agencyMailboxes()]), [])
  return (
    <Page title="What ends soon" back={BACK}>
      <p class="govuk-body">Keys, training and appointments of your agency that end within 60 days.</p>
      <Waiting answer={answer} words="Looking up what ends">
        {([endings, mailboxes]) =>
          endings.length === 0 ? (
            <p class="govuk-body">Nothing ends within 60 days.</p>
          ) : (
            <ul class="app-rows">
              {endings.map((ending) => (
                <li class="app-row" key={ending.what}>
                  <div class="app-row__head">
                    <strong class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">
                      {capitalised(ending.what)}
                    </strong>
                    <Tag
                      text={ending.days < 0 ? 'Ended' : `In ${counted(ending.days, 'day')}`}
                      colour={ending.days < 7 ? 'red' : 'yellow'}
                    />
                  </div>
                  <p class="govuk-body-s govuk-!-margin-bottom-1">{dayInWords(ending.ends)}</p>
                  <p class="govuk-body govuk-!-margin-bottom-1">
                    <WhatToDo
                      ending={ending}
                      mailbox={mailboxes.find(
                        ({ address }) => 'mailbox' in ending.of && ending.of.mailbox === address,
                      )}
                    />
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Waiting>
    </Page>
  )
}

/** The page where it is renewed; what no page does is said in the SDK's words. */
function WhatToDo({
  ending: { of, todo },
  mailbox,
}: {
  ending: Ending
  mailbox: { id: string } | undefined
}) {
  if (mailbox)
    return (
      <a class="govuk-link" href={`/agency/mailboxes/${mailbox.id}`}>
        Renew its keys
      </a>
    )
  if ('person' in of)
    return (
      <>
        {todo}{' '}
        <a class="govuk-link" href={`/agency/people/${of.person}`}>
          See how they stand
        </a>
      </>
    )
  return <>{todo}</>
}
