import { useRoute } from 'preact-iso'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { capitalised } from '../../words.ts'
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
              An agreement is drafted, signed by each agency’s root where it is kept, and entered by the
              commands <code>despatch agreement draft</code>, <code>sign</code> and <code>activate</code>:
              roots are used in no browser.
            </InsetText>
            <h2 class="govuk-heading-m">What it says</h2>
            <p class="govuk-body app-words">{lines.join('\n')}</p>
          </>
        )}
      </Waiting>
    </Page>
  )
}
