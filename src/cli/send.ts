import type { Command } from 'commander'
import { kinds } from '../domain/kinds.ts'
import { parseMarking } from '../domain/marking.ts'
import { check } from '../domain/wire/check.ts'
import { CalendarDate } from '../domain/wire/primitives.ts'
import {
  CONSENTS,
  type Consent,
  type Marking,
  PURPOSES,
  type Purpose,
} from '../domain/wire/referral-fields.ts'
import type { ReferralRequest } from '../sdk/referral-request.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, listed, repeated, UsageError, withAccount } from './action.ts'
import { readAttachments, readData } from './data-file.ts'
import { kindNamed } from './schema.ts'
import { demandValid, submit } from './submit.ts'

/** What `send` and `reply` both take. */
export type HandlingOptions = CommonOptions & {
  data: string
  attach?: string[]
  marking?: string
  basis?: string[]
  purpose?: string
  consent?: string
  respondBy?: string
  destroyAfter?: string
}

type SendOptions = HandlingOptions & { from: string; to: string[]; kind: string }

export function withHandling(command: Command): Command {
  return command
    .requiredOption('--data <file>', 'the filled form, JSON')
    .option('--attach <file>', 'a file to send along; may be repeated', repeated)
    .option('--marking <marking>', 'protective marking (RESTRICTED)')
    .option('--basis <code>', 'legal basis, such as cda-1998-s115; may be repeated', listed)
    .option('--purpose <purpose>', PURPOSES.join(', '))
    .option('--consent <consent>', `${CONSENTS.join(', ')} (not-sought)`)
    .option('--respond-by <date>', 'day by which an answer is asked for')
    .option('--destroy-after <date>', 'last day to be kept (a year from now)')
}

export function registerSend(program: Command, cli: Cli): void {
  const command = withAccount(
    withHandling(
      program
        .command('send')
        .description('send a referral')
        .requiredOption('--from <mailbox>', 'your mailbox')
        .requiredOption('--to <mailbox>', 'recipients, divided by commas or one at a time', listed)
        .requiredOption('--kind <kind>', kinds.map(({ kind }) => kind).join(', ')),
    ),
  )
  action<SendOptions>(cli, command, async (options) => {
    const { kind } = kindNamed(options.kind)
    if (options.to.length === 0) throw new UsageError('--to must name at least one mailbox')
    const data = await readData(options.data)
    const handling = await handlingOf(options)
    demandValid(cli, kind, data, options)
    const session = await openSigning(cli, options)
    const to = options.to.map((address) => address.toLowerCase())
    await submit(cli, session, { from: options.from.toLowerCase(), to, kind, data, ...handling }, options)
  })
}

/** Reads the options that say how the referral is to be handled. @throws UsageError */
export async function handlingOf(
  options: HandlingOptions,
): Promise<Omit<ReferralRequest, 'from' | 'to' | 'kind' | 'data'>> {
  const { marking, basis, purpose, consent, respondBy, destroyAfter, attach } = options
  return {
    ...(marking === undefined ? {} : { marking: markingNamed(marking) }),
    ...(basis === undefined ? {} : { bases: basis }),
    ...(purpose === undefined ? {} : { purpose: oneOf<Purpose>('purpose', PURPOSES, purpose) }),
    ...(consent === undefined ? {} : { consent: oneOf<Consent>('consent', CONSENTS, consent) }),
    ...(respondBy === undefined ? {} : { respondBy: dateNamed('respond-by', respondBy) }),
    ...(destroyAfter === undefined ? {} : { destroyAfter: dateNamed('destroy-after', destroyAfter) }),
    ...(attach === undefined ? {} : { attachments: await readAttachments(attach) }),
  }
}

/** @throws UsageError when it is no marking */
export function markingNamed(text: string): Marking {
  try {
    return parseMarking(text)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'that is not a marking')
  }
}

function oneOf<T extends string>(name: string, choices: readonly T[], text: string): T {
  const found = choices.find((choice) => choice === text)
  if (found !== undefined) return found
  throw new UsageError(`--${name} must be one of ${choices.join(', ')}`)
}

function dateNamed(name: string, text: string): string {
  const [fault] = check(CalendarDate, text)
  if (fault) throw new UsageError(`--${name} ${fault.message}`)
  return text
}
