import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { RefusalRow, RefusalsByRuleResponse } from '../../../domain/wire/register-response.ts'
import { Button } from '../../components/button.tsx'
import { DateInput } from '../../components/date-input.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { RowLine } from '../../components/referral-row.tsx'
import { Tag } from '../../components/tag.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { typedIn } from '../../typed.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import { kindInWords, momentInWords } from '../../words.ts'
import type { RefusalAsked } from '../../worker/audit/refusals.ts'
import { dayInFields } from '../agency/words.ts'
import { classInWords } from '../register/choices.ts'
import { addressOf, askedIn, refusalsTyped } from './asked.ts'

/** What the partnership's rules did not let through, one by one, and which rules. What is asked stands in the address. */
export default function Refusals() {
  const { query, route } = useLocation()
  const asked = askedIn(query)
  const after = query.after ?? null
  const here = addressOf(asked)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const list = useAnswer(() => atDesk().refusals({ asked, after }), [here, after])
  return (
    <Page
      title="What the rules refused"
      marking="RESTRICTED"
      back={{ href: '/register', text: 'Back to the register' }}
      errors={errors}
    >
      <InsetText>
        What reached the service and the partnership’s rules did not let through, with nothing of its content.
        What the sender’s own machine stopped beforehand never left it and is not here. That you read this is
        itself entered in the log.
      </InsetText>
      <form
        key={here}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const read = refusalsTyped(typedIn(event.currentTarget))
          setErrors(read.faults)
          if (read.faults.length === 0) route(addressOf(read.asked))
        }}
      >
        <TextInput
          id="rule"
          label="Rule"
          hint="Such as D3. Leave it empty for all of them."
          value={asked.rule ?? ''}
          width="10"
          autocomplete="off"
          error={errorOf(errors, 'rule')}
        />
        <DateInput
          id="since"
          label="From"
          hint="For example, 27 3 2010."
          value={dayInFields(asked.since ?? null)}
          error={errorOf(errors, 'since')}
        />
        <DateInput
          id="until"
          label="To"
          value={dayInFields(asked.until ?? null)}
          error={errorOf(errors, 'until')}
        />
        <div class="govuk-button-group">
          <Button>Show these refusals</Button>
          {here === '/refusals' ? null : (
            <a class="govuk-link" href="/refusals">
              Show all of them
            </a>
          )}
        </div>
      </form>
      <Waiting answer={list} words="Reading the register of refusals">
        {({ rows, next, byRule }) => (
          <>
            <Rows rows={rows} narrowed={here !== '/refusals'} />
            <Pagination
              newest={after === null ? null : here}
              older={next === null ? null : addressOf(asked, next)}
            />
            {rows.length === 0 ? null : (
              <>
                <ByRule rules={byRule} />
                <Download asked={asked} />
              </>
            )}
          </>
        )}
      </Waiting>
    </Page>
  )
}

function Rows({ rows, narrowed }: { rows: readonly RefusalRow[]; narrowed: boolean }) {
  if (rows.length === 0)
    return (
      <p class="govuk-body">
        {narrowed
          ? 'Nothing of that kind was refused, as far as you may read. Show all of them to see more.'
          : 'Nothing was refused, as far as you may read.'}
      </p>
    )
  return (
    <ul class="app-rows">
      {rows.map((row) => (
        <li class="app-row" key={row.refusal}>
          <div class="app-row__head">
            <strong class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">
              {kindInWords(row.kind)}, {row.rules.join(', ')}
            </strong>
            <Tag
              {...(row.outcome === 'needs'
                ? { text: 'Something missing', colour: 'yellow' }
                : { text: 'Refused', colour: 'red' })}
            />
          </div>
          <RowLine>
            From {row.mailbox} ({row.agencyName}), {momentInWords(row.at)}
          </RowLine>
          <RowLine>
            {row.marking ?? 'Marking not recorded'};{' '}
            {row.dataClass === null ? 'class of data not recorded' : classInWords(row.dataClass)}
            {row.agreement === null
              ? ''
              : `; agreement ${row.agreement.id}, version ${row.agreement.version}`}
          </RowLine>
          <RowLine>{leafWords(row)}</RowLine>
        </li>
      ))}
    </ul>
  )
}

const ByRule = ({ rules }: { rules: RefusalsByRuleResponse['rules'] }) => (
  <table class="govuk-table">
    <caption class="govuk-table__caption govuk-table__caption--m">By the rule that was not met</caption>
    <thead class="govuk-table__head">
      <tr class="govuk-table__row">
        <th scope="col" class="govuk-table__header">
          Rule
        </th>
        <th scope="col" class="govuk-table__header govuk-table__header--numeric">
          Refused
        </th>
        <th scope="col" class="govuk-table__header govuk-table__header--numeric">
          Something missing
        </th>
      </tr>
    </thead>
    <tbody class="govuk-table__body">
      {rules.map(({ rule, refused, needs }) => (
        <tr class="govuk-table__row" key={rule}>
          <th scope="row" class="govuk-table__header">
            {rule}
          </th>
          <td class="govuk-table__cell govuk-table__cell--numeric">{refused}</td>
          <td class="govuk-table__cell govuk-table__cell--numeric">{needs}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

function Download({ asked }: { asked: RefusalAsked }) {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const download = async (): Promise<void> => {
    setBusy(true)
    try {
      const name = `refusals-${new Date().toISOString().slice(0, 10)}.csv`
      saveFile([await atDesk().refusalsFile(asked)], name)
      setSaid(`${name} was given to your browser. It is RESTRICTED: keep it where such files belong.`)
    } catch (error) {
      setSaid(failed(error).message)
    }
    setBusy(false)
  }
  return (
    <>
      <Button secondary busy={busy} onClick={() => void download()}>
        Download as CSV
      </Button>
      <p class="govuk-body" role="status">
        {said}
      </p>
    </>
  )
}

function leafWords({ leaf, record, destruction }: RefusalRow): string {
  if (leaf === null) return 'Not yet published in the log'
  if (record === 'kept') return `Entry ${leaf} of the log`
  return destruction === null
    ? `Entry ${leaf} of the log; its record is missing, and no published entry says that it was destroyed`
    : `Entry ${leaf} of the log; its record was destroyed, as entry ${destruction} says`
}
