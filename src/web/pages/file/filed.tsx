import { Page } from '../../components/page.tsx'
import { kindInWords } from '../../words.ts'
import type { FiledAs } from '../../worker/filing.ts'

/** That mail is filed, and what can be done with it now. */
export const Filed = ({ delivery, filed }: { delivery: string; filed: FiledAs }) => {
  const { kind, marking, reference, provenSender } = filed
  return (
    <Page
      key="filed"
      title="The mail is filed"
      confirmed={{ body: 'Its reference from now on is', strong: reference }}
      marking={marking}
    >
      <h2 class="govuk-heading-m">What happens next</h2>
      <p class="govuk-body">
        It stands in your inbox and in the register as “{kindInWords(kind)}”, marked {marking}.
      </p>
      <p class="govuk-body">
        {provenSender
          ? 'Its signature is verified, so it is shown as its sender’s from now on.'
          : 'Nothing proves who wrote it, so it stays shown as unproven. Before you act on it, ask its sender in another way, such as by telephone.'}
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href={`/received/${delivery}`}>
          Go back to {reference}
        </a>
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href="/inbox">
          Go to your inbox
        </a>
      </p>
    </Page>
  )
}
