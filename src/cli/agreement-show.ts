import { access } from 'node:fs/promises'
import type { Command } from 'commander'
import type { MissingOfficer } from '../domain/trust/liaison-officers.ts'
import { emptyTrust, own, type TrustState } from '../domain/trust/state.ts'
import { Agreement } from '../domain/wire/agreement.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import { signersOf, sorted } from '../sdk/agreement/gather.ts'
import {
  agreementLines,
  differenceLines,
  standingLine,
  standingsOf,
  totalLine,
} from '../sdk/agreement/words.ts'
import { ClientError } from '../sdk/errors.ts'
import { accountOf, type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { agreementHere } from './agreement-draft.ts'
import { officersMissing, warnOfMissing } from './missing-officers.ts'
import { blocksBeside, readStatementFile } from './statement-file.ts'
import { taught } from './taught.ts'
import { wrapped } from './terminal-text.ts'

/** `agreement show` and `agreement diff`: what it says, who has signed, what has changed. */
export function registerShow(agreement: Command, cli: Cli): void {
  const show = withAccount(
    agreement
      .command('show')
      .description('read out an agreement: who is in it, who has signed, who is missing and why')
      .argument('<what>', 'a drafted file, or the id of an agreement that is in force'),
  )
  taught(show, {
    about: [
      'Of a file, the signatures are those that lie beside it; it is read without a sign-in, and whose responsible authorities must sign the next version is known where you are signed in. Compare the words of each root with the agency itself before you sign.',
    ],
    examples: ['despatch agreement show isp.json', 'despatch agreement show merseyside-isp'],
    next: 'despatch agreement diff says what has changed.',
  })
  action<CommonOptions>(cli, show, async (options, [what = '']) => {
    const { document, before, signed, missing } = await found(cli, options, what)
    const standings = standingsOf(document, before, signed)
    if (options.json)
      return cli.terminal.json({ agreement: document, signatories: standings, missingOfficers: missing })
    const lines = [...agreementLines(document), '', ...standings.map(standingLine), totalLine(standings)]
    cli.terminal.say(
      ...lines.flatMap((line) => wrapped(line, cli.terminal.width, `${/^ */.exec(line)?.[0]}  `)),
    )
    warnOfMissing(cli, missing)
  })

  const diff = withAccount(
    agreement
      .command('diff')
      .description('say in words what is different between two versions')
      .argument('<before>', 'a drafted file, or the id of an agreement that is in force')
      .argument('<after>', 'the same'),
  )
  taught(diff, {
    examples: [
      'despatch agreement diff merseyside-isp isp-2.json',
      'despatch agreement diff isp.json isp-2.json',
    ],
    next: 'despatch agreement sign FILE signs what you agree to.',
  })
  action<CommonOptions>(cli, diff, async (options, [one = '', other = '']) => {
    const [before, after] = [await found(cli, options, one), await found(cli, options, other)]
    const lines = differenceLines(before.document, after.document)
    if (options.json) return cli.terminal.json({ differences: lines })
    cli.terminal.say(...(lines.length === 0 ? ['Nothing is different.'] : lines))
  })
}

/** `missing` is of its signatories alone: those without a liaison officer, by the trust log. */
type Shown = {
  document: Agreement
  before: Agreement | undefined
  signed: string[]
  missing: MissingOfficer[]
}

async function found(cli: Cli, options: CommonOptions, what: string): Promise<Shown> {
  const isFile = await access(what).then(
    () => true,
    () => false,
  )
  if (!isFile) {
    const reading = await openReading(cli, options)
    const { document, signed } = await agreementHere(reading, what)
    return {
      document,
      before: undefined,
      signed,
      missing: amongThem(cli, document, await reading.trust.state()),
    }
  }
  const { text, type } = await readStatementFile(what)
  if (type !== 'agreement') throw new ClientError(`${what} is no agreement, but a statement of type ${type}.`)
  const document = parseStatement(Agreement, text)
  const state = await stateWhereSignedIn(cli, options)
  const gathered = sorted(await blocksBeside(what))
  const signers = await signersOf(text, gathered, state)
  for (const { name } of signers.filter(({ signer }) => signer === null))
    cli.terminal.note(`${name} is no signature of this text by a certificate that lies beside it.`)
  const roots = document.signatories.map(({ agency, root }) => ({
    agency,
    root: own(state.agencies, agency)?.root ?? root,
  }))
  return {
    document,
    before: own(state.agreements, document.id)?.document,
    signed: roots
      .filter(({ root }) => signers.some(({ signer }) => signer === root))
      .map(({ agency }) => agency),
    missing: amongThem(cli, document, state),
  }
}

const amongThem = (cli: Cli, { signatories }: Agreement, state: TrustState): MissingOfficer[] =>
  officersMissing(cli, state).filter((one) => signatories.some(({ agency }) => agency === one.agency))

/** What the trust log says, for whoever is signed in; nothing for whoever is not: a draft is read anywhere. */
export async function stateWhereSignedIn(cli: Cli, options: CommonOptions): Promise<TrustState> {
  const account = await accountOf(cli, options).catch(() => null)
  if (account === null) return emptyTrust()
  return (await openReading(cli, options)).trust.refresh()
}
