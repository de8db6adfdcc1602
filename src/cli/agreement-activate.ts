import { basename } from 'node:path'
import type { Command } from 'commander'
import { recordOf, sorted } from '../sdk/agreement/gather.ts'
import { ClientError } from '../sdk/errors.ts'
import { enterRecord } from '../sdk/trust-entry.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { blocksBeside, privateBeside, readStatementFile } from './statement-file.ts'
import { taught } from './taught.ts'

/** `agreement activate`: gathers what lies beside a draft, judges it, and enters it in the trust log. */
export function registerActivate(agreement: Command, cli: Cli): void {
  const activate = withAccount(
    agreement
      .command('activate')
      .description('gather the signatures that lie beside a draft, and enter it in the trust log')
      .argument('<file>', 'the exact text, as it was drafted'),
  )
  taught(activate, {
    about: [
      'Takes every FILE.*.asc: signatures, and the certificates that they were made by; of an appointment FILE.private.json too, which is for its own agency and the service alone. It is judged on this machine first, by the same rules as the service and every client judge it. What a root signed counts whoever brings it: the co-ordinator brings anything, a liaison officer what their own agency signed.',
      'The same agreement may come again when more have signed. The first of a service that nobody can sign in to yet is entered by its operator: despatch bootstrap.',
    ],
    examples: ['despatch agreement activate isp.json', 'despatch agreement activate police-dlo.json'],
    next: 'despatch agreement list shows it; despatch agreement annex drafts what names the keys of the service.',
  })
  action<CommonOptions>(cli, activate, async (options, [path = '']) => {
    const { text, type } = await readStatementFile(path)
    const gathered = sorted(await blocksBeside(path))
    // Of what several sign, the rules say below whose signature is missing.
    if (gathered.signatures.length === 0 && type !== 'agreement' && type !== 'annex')
      throw new ClientError(
        `No signature lies beside ${path}. Whoever it is for signs it (despatch agreement sign ${path} --root KEYFILE), and their ${basename(path)}.*.asc files go into the same folder.`,
      )
    const { client, trust } = await openReading(cli, options)
    const state = await trust.refresh()
    const { record } = await recordOf(text, { ...gathered, private: await privateBeside(path) }, state)
    const { size } = await enterRecord({ client, trust }, record)
    const signatures = gathered.signatures.length
    if (options.json) return cli.terminal.json({ file: path, signatures, size })
    cli.terminal.say(
      `It counts from now on, by ${signatures} ${signatures === 1 ? 'signature' : 'signatures'}: record ${size} of the trust log.`,
    )
  })
}
