import { useRoute } from 'preact-iso'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { capitalised, valueInWords } from '../../words.ts'
import { BACK } from './back.ts'

/** An agreement read out, with who has signed it. */
export default function AgreementPage() {
  const { id = '' } = useRoute().params
  const answer = useAnswer(() => atDesk().agreement(id), [id])
  return (
    <Page title="Agreement" back={BACK}>
      <Waiting answer={answer} words="Reading the agreement">
        {({ lines, standings, total }) => (
          <>
            <h2 class="govuk-heading-m">Signatures</h2>
            <p class="govuk-body">{total}</p>
            <ul class="app-rows">
              {standings.map(({ agency, signed, needed, why }) => (
                <li class="app-row" key={agency}>
                  <div class="app-row__head">
                    <strong class="govuk-body govuk-!-margin-bottom-0">{agency}</strong>
                    {signed ? (
                      <Tag text="Signed" colour="green" />
                    ) : needed ? (
                      <Tag text="Missing" colour="red" />
                    ) : (
                      <Tag text="Not signed" colour="grey" />
                    )}
                  </div>
                  {signed ? null : <p class="govuk-body-s govuk-!-margin-bottom-1">{capitalised(why)}.</p>}
                </li>
              ))}
            </ul>
            <InsetText>
              Its next version is{' '}
              <a class="govuk-link" href="/partnership/draft">
                drafted here
              </a>
              , signed by each agency’s root where that is kept, and then{' '}
              <a class="govuk-link" href="/partnership/enter">
                entered here
              </a>
              : roots are used in no browser.
            </InsetText>
            <h2 class="govuk-heading-m">What it says</h2>
            <AgreementText lines={lines} />
          </>
        )}
      </Waiting>
    </Page>
  )
}

/** The lines of an agreement: what it says as a whole, and then of each signatory, whose lines are indented. */
function AgreementText({ lines }: { lines: readonly string[] }) {
  const whole = lines.slice(0, lines.indexOf(''))
  const signatories = lines.slice(whole.length + 1)
  return (
    <>
      <ul class="govuk-list app-words">
        {whole.map((line) => (
          <li key={line}>{valueInWords(line)}</li>
        ))}
      </ul>
      {signatories.map((line, at) =>
        line.startsWith(' ') ? (
          <p class="govuk-body-s govuk-!-margin-bottom-1" key={at}>
            {capitalised(valueInWords(line.trim()))}
          </p>
        ) : (
          <h3 class="govuk-heading-s govuk-!-margin-top-6 govuk-!-margin-bottom-1" key={at}>
            {line}
          </h3>
        ),
      )}
    </>
  )
}
