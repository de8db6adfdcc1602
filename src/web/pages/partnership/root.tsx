import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { BACK } from './back.ts'

const COMMANDS: readonly [what: string, command: string][] = [
  [
    'Make the root of an agency, or the key of its first officer',
    'despatch admin root make, despatch admin user make',
  ],
  ['Sign an agreement or its annex', 'despatch agreement sign'],
  ['Put the successor in the place of a root that is lost or stolen', 'despatch agreement succeed'],
  ['End trust in an agency at once, and take it up again', 'despatch agreement suspend, resume'],
  ['Appoint a liaison officer or deputy', 'despatch admin nominate, certify --out'],
  ['Make the recovery key of an agency, and bring it out', 'despatch key recovery-key, recover, break-glass'],
  [
    'Change the key of the log, or the address of the service',
    'despatch exchange-key, new-origin (the operator’s)',
  ],
]

/** What no browser is trusted with, and by which command it is done. */
export default function Root() {
  return (
    <Page title="What is not done in a browser" back={BACK}>
      <p class="govuk-body">
        A page comes from whoever serves this address, each time that it is opened. So nothing that everything
        else rests on is done in one: no root, no recovery key and no key of the service is ever typed or
        opened here. The command does it, on a machine of your own; <code>despatch help</code> explains each.
      </p>
      <SummaryList rows={COMMANDS.map(([key, command]) => ({ key, value: <code>{command}</code> }))} />
    </Page>
  )
}
