import { hash } from 'node:crypto'
import type { Command } from 'commander'
import { dayOf } from '../domain/day.ts'
import { own, type TrustedAgreement } from '../domain/trust/state.ts'
import { STATEMENT_LIMIT } from '../domain/wire/statement.ts'
import { draftAgreement, draftAnnex, formOf, without } from '../sdk/agreement/draft.ts'
import {
  AgreementForm,
  AnnexForm as AnnexFormSchema,
  demandNoExample,
  exampleForm,
  readForm,
} from '../sdk/agreement/form.ts'
import { keysNow } from '../sdk/agreement/keys-now.ts'
import { type SaidBuild, saidBuild, withClients } from '../sdk/client-build.ts'
import { ClientError } from '../sdk/errors.ts'
import { type Cli, openReading, type Reading, sha256 } from './account.ts'
import { action, type CommonOptions, repeated, UsageError, withAccount } from './action.ts'
import { readTextFile, writeNewFile } from './statement-file.ts'
import { taught } from './taught.ts'

/** No form is longer, in bytes. */
const FORM_LIMIT = 1024 * 1024

type DraftOptions = CommonOptions & {
  out?: string
  from?: string
  form?: boolean
  without?: string[]
  example?: boolean
  client?: string[]
  withoutClient?: string[]
}

/** `agreement draft` and `agreement annex`: the exact text that is to be signed. */
export function registerDrafts(agreement: Command, cli: Cli): void {
  const draft = withAccount(
    agreement
      .command('draft')
      .description('write the exact text of an agreement, to be signed')
      .argument('[form]', 'the form that was filled in, a JSON file')
      .option('--out <file>', 'where the text goes')
      .option('--from <id>', 'the next version of this agreement, which is in force here')
      .option('--form', 'with --from: print the form of the version in force, to be changed')
      .option('--without <agency>', 'with --from: remove this agency, as all others may', repeated)
      .option('--example', 'print a form to begin from'),
  )
  taught(draft, {
    about: [
      'A first version needs no service and no sign-in. Of a further version the digest of the one before and its number are filled in from the trust log. The file must not be changed afterwards, not by a blank: what is signed are its exact bytes.',
      'Of each agency the form says under bodies what it is, in the words that despatch rules lists: duties such as that of MAPPA bind by that, and a class that none of its bodies can have is refused. Under mailboxes it may say which of these a mailbox is of.',
      'Under purposes it says by code which of the three of the guidance it covers: a referral for another is refused. Aims are in your own words.',
      'An agency is opened by being named in an agreement that it signs, and removed by a version that all the others sign.',
    ],
    examples: [
      'despatch agreement draft --example > form.json',
      'despatch agreement draft form.json --out isp.json',
      {
        for: 'the next version, from the form that --from merseyside-isp --form prints',
        type: 'despatch agreement draft form.json --from merseyside-isp --out isp-2.json',
      },
    ],
    next: 'despatch agreement show FILE reads it out; despatch agreement sign FILE signs it.',
  })
  action<DraftOptions>(cli, draft, async (options, [path]) => {
    if (options.example) return cli.terminal.json(exampleForm(dayOf(cli.clock())))
    const before =
      options.from === undefined ? null : await agreementHere(await openReading(cli, options), options.from)
    if (options.form) {
      if (!before) throw new UsageError('--form goes with --from ID.')
      return cli.terminal.json(formOf(before))
    }
    const form = await formGiven(path, before, options)
    await written(cli, options, draftAgreement(form, before))
  })

  const annex = withAccount(
    agreement
      .command('annex')
      .description('write the exact text of an annex: the keys of the service that the agreement is kept in')
      .argument('<id>', 'the agreement')
      .argument('[form]', 'a JSON file; left out, the keys that this service shows now')
      .option(
        '--client <file>',
        'acknowledge this build of the browser client too: its despatch-client.json',
        repeated,
      )
      .option('--without-client <sha256>', 'acknowledge the build with this digest no longer', repeated)
      .option('--out <file>', 'where the text goes'),
  )
  taught(annex, {
    about: [
      'An annex names the keys of the log, of the trust log, of the service and of witnesses. From the moment that it counts, clients take no others. It is signed by as many responsible authorities as the agreement says: compare the keys with what the operator printed (despatch keys) before you do.',
      'It also names the builds of the browser client that the agencies have acknowledged; those of the annex before stay until --without-client takes one out. Make the build yourselves, from sources that you have looked at, and compare its digest: the same sources are the same bytes.',
    ],
    examples: [
      'despatch agreement annex merseyside-isp --out annex.json',
      {
        for: 'the same keys, and a build of the browser client',
        type: 'despatch agreement annex merseyside-isp --client despatch-client.json --out annex-2.json',
      },
      'despatch agreement activate annex.json',
    ],
    next: 'despatch agreement sign FILE --agency NAME signs it.',
  })
  action<DraftOptions>(cli, annex, async (options, [id = '', path]) => {
    const reading = await openReading(cli, options)
    const before = await agreementHere(reading, id)
    const form =
      path === undefined
        ? await keysNow(reading, before)
        : readForm(AnnexFormSchema, await readTextFile(path, FORM_LIMIT))
    const changes = { added: await buildsIn(options.client ?? []), withdrawn: options.withoutClient ?? [] }
    await written(
      cli,
      options,
      draftAnnex(withClients(form, changes, cli.clock()), before, cli.clock()),
      ' --agency NAME',
    )
  })
}

/** The agreement as the trust log has it. @throws ClientError */
export async function agreementHere(
  { trust }: Pick<Reading, 'trust'>,
  id: string,
): Promise<TrustedAgreement> {
  const state = await trust.refresh()
  const found = own(state.agreements, id)
  if (found) return found
  const known = Object.keys(state.agreements)
  throw new ClientError(`There is no agreement ${id} here; there is ${known.join(', ') || 'none'}.`)
}

async function formGiven(
  path: string | undefined,
  before: TrustedAgreement | null,
  options: DraftOptions,
): Promise<AgreementForm> {
  const removed = options.without ?? []
  if (removed.length > 0 && !before) throw new UsageError('--without goes with --from ID.')
  if (path === undefined && (!before || removed.length === 0))
    throw new UsageError('Give the form that was filled in, or --from ID with --without AGENCY.')
  const form =
    path === undefined && before
      ? formOf(before)
      : readForm(AgreementForm, await readTextFile(path ?? '', FORM_LIMIT))
  demandNoExample(form)
  return removed.reduce(without, form)
}

/** What the files say of the builds of the browser client that they came with. @throws ClientError */
const buildsIn = (paths: readonly string[]): Promise<SaidBuild[]> =>
  Promise.all(paths.map(async (path) => saidBuild(await readTextFile(path, STATEMENT_LIMIT), sha256)))

/** @param besides what `agreement sign` asks for besides the root, where the text does not say whose that is */
export async function written(
  cli: Cli,
  { out, json }: DraftOptions,
  text: string,
  besides = '',
): Promise<void> {
  if (out === undefined) throw new UsageError('Say where the text goes: --out FILE.')
  await writeNewFile(out, text)
  const digest = hash('sha256', text)
  if (json) return cli.terminal.json({ file: out, sha256: digest })
  cli.terminal.say(
    `${out} is to be signed as it is. Its digest is ${digest}.`,
    `  despatch agreement sign ${out} --root KEYFILE${besides}`,
  )
}
