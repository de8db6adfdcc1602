import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { momentInWords } from '../../words.ts'
import { BACK } from '../agency/words.ts'
import { lineWords, SEEN } from './words.ts'

/** Keys of partners that somebody saw: nothing is sealed to one before a liaison officer has compared and approved it. */
export default function PartnerKeys() {
  const answer = useAnswer(() => atDesk().waitingKeys(), [])
  return (
    <Page title="Keys of partners that wait for approval" back={BACK}>
      <p class="govuk-body">
        Nothing is sealed to a key that nobody has vouched for. First are those that hold back what your
        agency sends.
      </p>
      <Waiting answer={answer} words="Looking for keys">
        {(keys) =>
          keys.length === 0 ? (
            <p class="govuk-body">
              No key waits. A key of a partner that one of your people hands in, or that is found in the Web
              Key Directory of its domain, is listed here.
            </p>
          ) : (
            <ul class="app-rows">
              {keys.map((key) => (
                <li class="app-row" key={key.id}>
                  <a
                    class="govuk-link govuk-!-font-weight-bold govuk-!-font-size-19"
                    href={`/agency/keys/${key.id}`}
                  >
                    {key.mailbox}
                  </a>
                  <p class="govuk-body-s govuk-!-margin-bottom-1 govuk-!-margin-top-1">{lineWords(key)}</p>
                  {key.seen.map(({ source, at, by }) => (
                    <p class="govuk-body-s govuk-!-margin-bottom-1" key={`${source} ${at}`}>
                      Seen {SEEN[source]} by {by ?? 'another agency'}, {momentInWords(at)}
                    </p>
                  ))}
                </li>
              ))}
            </ul>
          )
        }
      </Waiting>
      <ul class="govuk-list">
        <li>
          <a class="govuk-link" href="/agency/keys/hand-in">
            Hand in the key of a partner that you were given
          </a>
        </li>
        <li>
          <a class="govuk-link" href="/agency/keys/certify">
            Certify the key of a mailbox of your own agency that is read by mail
          </a>
        </li>
        <li>
          <a class="govuk-link" href="/agency/keys/find">
            Ask a partner’s domain for a key
          </a>
        </li>
        <li>
          <a class="govuk-link" href="/agency/keys/take-back">
            Take back a key that your agency vouches for
          </a>
        </li>
      </ul>
    </Page>
  )
}
