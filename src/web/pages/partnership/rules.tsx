import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { dayInWords } from '../../words.ts'
import { BACK } from './back.ts'

/** The rules under which each agreement stands, and every edition of them. */
export default function Rules() {
  const answer = useAnswer(() => atDesk().ruleSets(), [])
  return (
    <Page title="Rule sets and their editions" back={BACK}>
      <p class="govuk-body">
        <a class="govuk-link" href="/partnership/rules/amend">
          Amend the rules of an agreement
        </a>
      </p>
      <Waiting answer={answer} words="Reading the trust log">
        {(sets) =>
          sets.map(({ agreement, ruleSet, title, edition, bases, editions }) => (
            <div key={agreement}>
              <h2 class="govuk-heading-m">{agreement}</h2>
              <SummaryList
                rows={[
                  { key: 'Rule set', value: `${ruleSet}: ${title}` },
                  { key: 'Edition in force', value: String(edition) },
                  { key: 'Legal bases to name', value: String(bases) },
                ]}
              />
              {editions.length === 0 ? (
                <p class="govuk-body">They have not been amended.</p>
              ) : (
                editions.map((one) => (
                  <div key={one.edition}>
                    <h3 class="govuk-heading-s">
                      Edition {one.edition}, from {dayInWords(one.from)}
                    </h3>
                    <p class="govuk-body">
                      {one.reason} Signed for {one.by}.
                    </p>
                    <ul class="govuk-list govuk-list--bullet">
                      {one.changes.map((line) => (
                        <li key={line}>{line}</li>
                      ))}
                    </ul>
                  </div>
                ))
              )}
            </div>
          ))
        }
      </Waiting>
    </Page>
  )
}
