import { type Command, Option } from 'commander'
import type { Heard } from '../sdk/partner-keys.ts'
import { UsageError } from './action.ts'

/** What somebody read out or showed of their key. */
export type HeardOptions = { words?: string; qr?: string; fingerprint?: string; source?: string }

export function withHeard(command: Command): Command {
  return command
    .option('--words <words>', 'the words that its holder read to you')
    .option('--qr <text>', 'the text of the QR code that its holder showed you')
    .option('--fingerprint <digits>', 'the fingerprint that its holder gave you on paper or in person')
    .addOption(
      new Option('--source <where>', 'where that fingerprint is from').choices([
        'in-person',
        'agency-record',
      ]),
    )
}

/** @throws UsageError when it is given in two ways, or a fingerprint without where it is from */
export function heardFrom({ words, qr, fingerprint, source }: HeardOptions): Heard | null {
  if ([words, qr, fingerprint].filter((one) => one !== undefined).length > 1)
    throw new UsageError('Give one of --words, --qr and --fingerprint.')
  if ((fingerprint === undefined) !== (source === undefined))
    throw new UsageError('With --fingerprint say where it is from: --source in-person or agency-record.')
  if (words !== undefined) return { words }
  if (qr !== undefined) return { qr }
  if (fingerprint === undefined) return null
  return { fingerprint, by: source === 'in-person' ? 'in-person' : 'agency-record' }
}
