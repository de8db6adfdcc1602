import { type Command, Option } from 'commander'
import { dayOf } from '../domain/day.ts'
import { kinds } from '../domain/kinds.ts'
import { parseMarking } from '../domain/marking.ts'
import { check } from '../domain/wire/check.ts'
import {
  GuardianConsent,
  type Marking,
  PURPOSES,
  type Purpose,
  URGENCIES,
  type Urgency,
} from '../domain/wire/referral-fields.ts'
import { agreementNamed } from '../sdk/agreement/choose.ts'
import type { ReferralRequest } from '../sdk/referral-request.ts'
import { readDirectory } from '../sdk/trust/trusted.ts'
import { type Cli, openReading, openSigning, type Reading } from './account.ts'
import { action, type CommonOptions, listed, offering, repeated, UsageError, withAccount } from './action.ts'
import { filledFrom } from './case/filling.ts'
import { caseFor, demandCaseNamed, type OfCaseOptions, putSent, withCase } from './case/sending.ts'
import { type ConsentOptions, consentFrom, otherConsentsFrom, withConsent } from './consent-options.ts'
import { readAttachments, readData } from './data-file.ts'
import { dateNamed, oneOf } from './option-values.ts'
import { type PrescribedOptions, prescribedFrom, withPrescribed } from './prescribed-options.ts'
import { recipientsOf } from './recipients.ts'
import { kindNamed } from './schema.ts'
import { demandValid, submit, tryOut } from './submit.ts'
import { taught } from './taught.ts'

/** On what grounds, and how marked, something is sent. */
export type GroundsOptions = CommonOptions &
  ConsentOptions & {
    marking?: string
    basis?: string[]
    purpose?: string
    guardianConsent?: string
    guardianReference?: string
    urgency?: Urgency
  }

/** What the options say of that, as a request has it. */
export type ReferralGrounds = Pick<
  ReferralRequest,
  'marking' | 'bases' | 'purpose' | 'consent' | 'otherConsents' | 'guardian' | 'urgency'
>

/** What `send` and `reply` both take. */
export type HandlingOptions = GroundsOptions &
  PrescribedOptions & {
    data: string
    attach?: string[]
    respondBy?: string
    destroyAfter?: string
    keepMarking?: boolean
    dryRun?: boolean
  }

type SendOptions = HandlingOptions &
  OfCaseOptions & { from: string; to: string[]; kind: string; agreement?: string; yes?: boolean }

export function withHandling(command: Command): Command {
  return withPrescribed(
    withGrounds(
      command
        .requiredOption('--data <file>', 'the filled form, JSON')
        .option('--attach <file>', 'a file to send along; may be repeated', repeated),
    ),
  )
    .option(
      '--respond-by <date>',
      'day by which an answer is asked for; or none (by kind and urgency, in working days)',
    )
    .option('--destroy-after <date>', 'last day to be kept; when left out, what the kind says')
    .option('--dry-run', 'ask the rules and show who could read it; seal and send nothing')
    .option('--keep-marking', 'send it as it is marked, although the form or a file names a higher marking')
}

export function withGrounds(command: Command): Command {
  return withConsent(
    command
      .option('--marking <marking>', 'protective marking (RESTRICTED)')
      .option('--basis <code>', 'legal basis, such as cda-1998-s115; may be repeated', listed)
      .addOption(offering(new Option('--purpose <purpose>', 'what it is shared for'), PURPOSES))
      .addOption(
        offering(new Option('--urgency <urgency>', 'how soon it is to be read and answered'), URGENCIES),
      ),
  )
    .option('--guardian-consent <date>', 'day on which your Caldicott Guardian consented')
    .option('--guardian-reference <reference>', "the Guardian's office's reference of it, such as CG/2010/31")
}

/** `--kind`, of `send` and `watch`. */
export const kindOption = (): Option =>
  offering(
    new Option('--kind <kind>', 'kind of referral'),
    kinds.map(({ kind }) => kind),
  )

export function registerSend(program: Command, cli: Cli): void {
  const command = withAccount(
    withCase(
      withHandling(
        program
          .command('send')
          .description('send a referral')
          .requiredOption('--from <mailbox>', 'your mailbox')
          .requiredOption(
            '--to <mailbox>',
            'recipients, or @NAME of a list of them, divided by commas or one at a time',
            listed,
          )
          .addOption(kindOption().makeOptionMandatory()),
      ),
    )
      .option(
        '--agreement <id>',
        'the agreement under which it is shared, where several are in force between all parties (the newest that fits)',
      )
      .option('--yes', 'do not ask at the terminal whether the readers are those that are meant'),
  )
  taught(command, {
    about: [
      'The form and the files are sealed on this machine, for the mailboxes that you name and your own. Before that the rules of the partnership are asked: what they refuse, and what they miss, is said with the law that says so, and nothing leaves. Then it is said who will be able to read it, and at a terminal you are asked whether they are meant (--yes answers). A partner who has only mail is sent it as encrypted mail.',
      'What asks for an answer says by when. Unless you say so (--respond-by), that follows from the kind and the urgency, in working days of England and Wales: see despatch schema KIND. An incident of domestic violence may have to be told with --urgency immediate. It is then due the same day, and whoever is to answer is told of it at once; but it is no call for help. In an emergency call 999.',
      'Where some of those whom it is about agreed and others did not, or were not asked, --consent is that of the others, and --consent-of says that of some: --consent not-sought --consent-why risk --consent-of victim=given,on=2010-03-01. The rules judge each; who is a victim, an informer and so on, the form says.',
      'An agency of health or social care shares personal information with the consent of its Caldicott Guardian. Ask first, and record the day (--guardian-consent) and the reference that the Guardian’s office gave it (--guardian-reference); no name stands there, since auditors read it. What it knows is held in confidence besides: without the consent of those whom it is about, name the exception as a --basis, such as common-law-harm.',
      'With --case the exchange comes into a case of yours, answers and all, and with --person its people stand in the form without being keyed again: despatch case form shows what that gives. What has to wait as a draft is put into the case when it was sent, by despatch case add-thread.',
    ],
    examples: [
      {
        for: 'an incident, to the police and the YOT',
        type: 'despatch send --from asb.team@liverpool.gcsx.gov.test --to intelligence@merseyside.pnn.police.test --to yot@liverpool.gcsx.gov.test --kind asb-incident --data incident.json --basis cda-1998-s115,dpa-1998-sch2-5 --basis dpa-1998-sch3-7,dpa-1998-s29 --consent not-sought --consent-why prejudice',
      },
      {
        for: 'a question to two partners, to be answered within a fortnight',
        type: `despatch send --from asb.team@liverpool.gcsx.gov.test --to yot@sefton.gcsx.gov.test --to drug.alcohol@liverpoolpct.nhs.test --kind information-request --data request.json --respond-by "$(date -d '+14 days' +%F)" --basis cda-1998-s115,dpa-1998-sch2-5 --basis dpa-1998-sch3-7,dpa-1998-s35 --consent not-sought --consent-why risk`,
      },
      {
        for: 'an order of the court, with its map',
        type: 'despatch send --from listing@liverpool-mc.cjsm.test --to asb.team@liverpool.gcsx.gov.test --to yot@liverpool.gcsx.gov.test --kind court-order --data order.json --attach order.pdf --attach map.pdf --basis cda-1998-s115,dpa-1998-sch2-5 --basis dpa-1998-sch3-7,dpa-1998-s35',
      },
    ],
    next: 'despatch schema KIND --example prints a form to begin from; despatch rules uk-2010 says what each basis means; despatch status REF shows who has read it.',
  })
  action<SendOptions>(cli, command, async (options) => {
    const { kind } = kindNamed(options.kind)
    if (options.to.length === 0) throw new UsageError('--to must name at least one mailbox')
    demandCaseNamed(options)
    const begun = await readData(options.data)
    const handling = await handlingOf(options)
    if (options.case === undefined) demandValid(cli, kind, begun, options)
    const requestOf = async (session: Reading, data: unknown): Promise<ReferralRequest> => {
      const to = await recipientsOf(session, options.from, options.to)
      const request = { from: options.from.toLowerCase(), to, kind, data, ...handling }
      const { agreement: id } = options
      if (id === undefined) return request
      const agreement = agreementNamed(id, request, await readDirectory(session), dayOf(cli.clock()))
      return { ...request, agreement }
    }
    if (options.dryRun && options.case === undefined) {
      const reading = await openReading(cli, options)
      return tryOut(cli, reading, await requestOf(reading, begun), options)
    }
    const session = await openSigning(cli, options)
    const opened = options.case === undefined ? null : await caseFor(cli, session, options)
    const data = opened === null ? begun : filledFrom(opened, { kind, data: begun }, options).data
    if (opened !== null) demandValid(cli, kind, data, options)
    const request = await requestOf(session, data)
    if (options.dryRun) return tryOut(cli, session, request, options)
    const sent = await submit(cli, session, request, {
      ...options,
      confirm: !options.yes && !options.json,
    })
    if (opened !== null) await putSent(cli, session, opened, sent, options)
  })
}

/** Reads the options that say how the referral is to be handled. @throws UsageError */
export async function handlingOf(
  options: HandlingOptions,
): Promise<Omit<ReferralRequest, 'from' | 'to' | 'kind' | 'data'>> {
  const { respondBy, destroyAfter, attach } = options
  const prescribed = prescribedFrom(options)
  return {
    ...groundsOf(options),
    ...(prescribed === undefined ? {} : { prescribed }),
    ...(respondBy === undefined
      ? {}
      : { respondBy: respondBy === 'none' ? null : dateNamed('respond-by', respondBy) }),
    ...(destroyAfter === undefined ? {} : { destroyAfter: dateNamed('destroy-after', destroyAfter) }),
    ...(attach === undefined ? {} : { attachments: await readAttachments(attach) }),
  }
}

/** @throws UsageError */
export function groundsOf({
  marking,
  basis,
  purpose,
  guardianConsent,
  guardianReference,
  urgency,
  ...rest
}: GroundsOptions): ReferralGrounds {
  const consent = consentFrom(rest)
  const otherConsents = otherConsentsFrom(rest)
  const guardian = guardianOf(guardianConsent, guardianReference)
  return {
    ...(marking === undefined ? {} : { marking: markingNamed(marking) }),
    ...(basis === undefined ? {} : { bases: basis }),
    ...(purpose === undefined ? {} : { purpose: oneOf<Purpose>('purpose', PURPOSES, purpose) }),
    ...(consent === undefined ? {} : { consent }),
    ...(otherConsents === undefined ? {} : { otherConsents }),
    ...(guardian === undefined ? {} : { guardian }),
    ...(urgency === undefined ? {} : { urgency }),
  }
}

/** @throws UsageError when one of both is missing, or wrong */
function guardianOf(
  consented: string | undefined,
  reference: string | undefined,
): GuardianConsent | undefined {
  if (consented === undefined && reference === undefined) return undefined
  if (consented === undefined || reference === undefined)
    throw new UsageError('--guardian-consent DATE and --guardian-reference REFERENCE go together.')
  const guardian = { consented: dateNamed('guardian-consent', consented), reference }
  const [fault] = check(GuardianConsent, guardian)
  if (fault) throw new UsageError(`--guardian-reference ${fault.message}`)
  return guardian
}

/** @throws UsageError when it is no marking */
export function markingNamed(text: string): Marking {
  try {
    return parseMarking(text)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'that is not a marking')
  }
}
