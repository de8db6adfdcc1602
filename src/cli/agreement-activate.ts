import type { Command } from 'commander'
import { createTrustVerifier } from '../crypto/trust-verifier.ts'
import { emptyTrust } from '../domain/trust/state.ts'
import { type TrustRecord, writeTrustRecord } from '../domain/wire/trust/record.ts'
import { recordOf, sorted } from '../sdk/agreement/gather.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { blocksBeside, readStatementFile, writeNewFile } from './statement-file.ts'
import { taught } from './taught.ts'

/** `agreement activate`: gathers what lies beside a draft, judges it, and enters it in the trust log. */
export function registerActivate(agreement: Command, cli: Cli): void {
  const activate = withAccount(
    agreement
      .command('activate')
      .description('gather the signatures that lie beside a draft, and enter it in the trust log')
      .argument('<file>', 'the exact text, as it was drafted')
      .option('--out <file>', 'enter it nowhere, and write the record for despatch bootstrap'),
  )
  taught(activate, {
    about: [
      'Takes every FILE.*.asc: signatures, and the certificates that they were made by. It is judged on this machine first, by the same rules as the service and every client judge it. What a root signed counts whoever brings it: the co-ordinator brings anything, a liaison officer what their own agency signed.',
      'The same agreement may come again when more have signed.',
    ],
    examples: [
      'despatch agreement activate isp.json',
      {
        for: 'the first of a service that nobody can sign in to yet',
        type: 'despatch agreement activate isp.json --out isp.record',
      },
    ],
    next: 'despatch agreement list shows it; despatch agreement annex drafts what names the keys of the service.',
  })
  type Options = CommonOptions & { out?: string }
  action<Options>(cli, activate, async (options, [path = '']) => {
    const { text } = await readStatementFile(path)
    const gathered = sorted(await blocksBeside(path))
    const verifier = createTrustVerifier()
    const signatures = gathered.signatures.length
    if (options.out !== undefined) {
      const { record } = await recordOf(text, gathered, { state: emptyTrust(null), verifier })
      await writeNewFile(options.out, writeTrustRecord(record))
      said(cli, options, { signatures, size: null, file: options.out })
      return
    }
    const { client, trust } = await openReading(cli, options)
    const { record } = await recordOf(text, gathered, { state: await trust.refresh(), verifier })
    const { size } = await client.enterTrust(record satisfies TrustRecord)
    said(cli, options, { signatures, size, file: path })
  })
}

function said(
  { terminal }: Cli,
  { json }: CommonOptions,
  done: { signatures: number; size: number | null; file: string },
): void {
  if (json) terminal.json(done)
  else
  terminal.say(
    done.size === null
      ? `${done.file} is a record with ${done.signatures} signatures that holds. despatch bootstrap enters it.`
      : `It counts from now on, by ${done.signatures} ${done.signatures === 1 ? 'signature' : 'signatures'}: record ${done.size} of the trust log.`,
  )
}
