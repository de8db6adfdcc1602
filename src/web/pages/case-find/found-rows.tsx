import type { SameReason } from '../../../domain/cases/same-person.ts'
import { InsetText } from '../../components/notices.tsx'
import { RowLine } from '../../components/referral-row.tsx'
import { Tag } from '../../components/tag.tsx'
import type { Found } from '../../worker/case-people.ts'

const REASONS: Readonly<Record<SameReason, string>> = {
  name: 'the name',
  alias: 'another name',
  'date-of-birth': 'the date of birth',
}

/** Who may be whom one looks for. `linking`: the case that each can be linked with. */
export const FoundRows = ({ found, linking }: { found: readonly Found[]; linking?: string }) => (
  <>
    <InsetText>These are guesses. Whether it is the same person is yours to judge.</InsetText>
    <ul class="app-rows">
      {found.map(({ id, title, number, closed, person, reasons, contradicted }, at) => (
        <li class="app-row" key={at}>
          <div class="app-row__head">
            <a class="govuk-link govuk-!-font-weight-bold govuk-!-font-size-19" href={`/cases/${id}`}>
              {title}
            </a>
            {closed ? <Tag text="Closed" colour="grey" /> : null}
            {contradicted ? <Tag text="Another date of birth" colour="yellow" /> : null}
          </div>
          <RowLine>
            {number === null ? '' : `${number}, `}
            {person}: {reasons.map((reason) => REASONS[reason]).join(' and ')}{' '}
            {reasons.length === 1 ? 'agrees' : 'agree'}
          </RowLine>
          {linking === undefined ? null : (
            <RowLine>
              <a class="govuk-link" href={`/cases/${linking}/link?with=${id}`}>
                Link the two cases<span class="govuk-visually-hidden">, with {title}</span>
              </a>
            </RowLine>
          )}
        </li>
      ))}
    </ul>
  </>
)
