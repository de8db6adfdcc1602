import { type Command, Option } from 'commander'
import type { AnswerReason } from '../domain/receipt-reasons.ts'
import { CATEGORIES, type Category, DATA_CLASSES, type DataClass } from '../domain/wire/referral-fields.ts'
import type { DeliveryStateResponse, DeliveryView, ReferralView } from '../domain/wire/referral-response.ts'
import { adviceData, adviseOnce, demandReturnable } from '../sdk/advice.ts'
import { answer } from '../sdk/answer.ts'
import { ClientError } from '../sdk/errors.ts'
import { type Cli, openSigning, type Signing } from './account.ts'
import { action, listed, offering, UsageError, withAccount } from './action.ts'
import { notRead, reasonNamed, reasonOption } from './answer-reason.ts'
import { readText } from './data-file.ts'
import { foundDelivery } from './found.ts'
import { oneOf } from './option-values.ts'
import { type GroundsOptions, groundsOf, withGrounds } from './send.ts'
import { demandValid, submitUnreported } from './submit.ts'
import { taught } from './taught.ts'

type ReturnOptions = GroundsOptions & {
  reason: string
  advice?: string
  adviceFile?: string
  adviceHolds: string
  adviceAbout?: string[]
  adviceWhy?: string
}

/** `return`: a signed receipt with a coded reason, and advice in a sealed reply where there is any. */
export function registerReturn(program: Command, cli: Cli): void {
  const command = withAccount(
    withGrounds(
      program
        .command('return')
        .description('give back what is not for you, with advice where you have some')
        .argument('<ref>', 'reference or id')
        .addOption(reasonOption())
        .option('--advice <text>', 'what the sender may do instead; it is sealed')
        .option('--advice-file <file>', 'the same, from a text file')
        .addOption(
          offering(
            new Option('--advice-holds <class>', 'what the advice says of people').default('none'),
            DATA_CLASSES,
          ),
        )
        .option('--advice-about <category>', 'whom it tells of, such as witness; may be repeated', listed)
        .option('--advice-why <text>', 'why what it tells of somebody is shared'),
    ),
  )
  taught(command, {
    about: [
      'Its sender is given a receipt that you signed. The reason is one of the codes above, since auditors read it. What you advise goes sealed into a reply in the same exchange, of which the rules are asked as of every reply: advice that tells of nobody (--advice-holds none) needs nothing more, other advice the options that say why it may be shared.',
      'The advice is sent first, then the receipt. When it breaks off in between, run the same again: nothing is sent twice. On the command line other people of the machine may see the advice; --advice-file keeps it from them.',
    ],
    examples: [
      'despatch return ASB-G7MA2-T18A7-2 --reason wrong-mailbox',
      {
        for: 'with advice that tells of nobody',
        type: 'despatch return ASB-G7MA2-T18A7-2 --reason threshold-not-met --advice-file advice.txt',
      },
    ],
    next: 'despatch inbox shows it as returned; despatch thread REF shows the advice.',
  })
  action<ReturnOptions>(cli, command, async (options, [ref = '']) => {
    const reason = reasonNamed(options.reason)
    const advice = await adviceOf(options)
    const data = advice === null ? null : dataOf(advice, options)
    if (data) demandValid(cli, 'reply', data, options)
    const session = await openSigning(cli, options)
    const found = await foundDelivery(session, ref)
    if (!data)
      return said(cli, ref, { ...(await returned(cli, session, found, reason, ref)), advice: null }, options)
    const view = await session.client.delivery(found.delivery)
    const own = view.deliveries.find(({ delivery }) => delivery === found.delivery)
    if (!own) throw new ClientError(`${ref} was not delivered to a mailbox of yours.`)
    const isReturned = demandReturnable(session, own)
    const reference = await advised(cli, session, { view, own, referral: found.referral, data }, options)
    const state: DeliveryStateResponse = isReturned
      ? { delivery: own.delivery, state: own.state, answer: own.answer }
      : await returned(cli, session, found, reason, ref)
    said(cli, ref, { ...state, advice: reference }, options)
  })
}

async function adviceOf({ advice, adviceFile }: ReturnOptions): Promise<string | null> {
  if (advice !== undefined && adviceFile !== undefined)
    throw new UsageError('choose --advice or --advice-file, not both')
  const text = adviceFile === undefined ? advice?.trim() : await readText(adviceFile)
  if (text === '') throw new UsageError('the advice is empty')
  return text ?? null
}

const dataOf = (advice: string, { adviceHolds, adviceAbout = [], adviceWhy }: ReturnOptions) =>
  adviceData(advice, {
    dataClass: oneOf<DataClass>('advice-holds', DATA_CLASSES, adviceHolds),
    categories: adviceAbout.map((category) => oneOf<Category>('advice-about', CATEGORIES, category)),
    ...(adviceWhy === undefined ? {} : { why: adviceWhy }),
  })

type Advising = {
  view: ReferralView
  own: DeliveryView
  referral: string
  data: ReturnType<typeof dataOf>
}

/** Sends the advice, unless it was sent before. @returns its reference */
async function advised(
  cli: Cli,
  session: Signing,
  { view, own, referral, data }: Advising,
  options: ReturnOptions,
): Promise<string> {
  return adviseOnce(session, { view, own, referral }, async (belongs) => {
    const request = { ...belongs, data, ...groundsOf(options) }
    return (await submitUnreported(cli, session, request, options)).sent.reference
  })
}

const returned = (
  cli: Cli,
  session: Signing,
  found: { referral: string; delivery: string },
  reason: AnswerReason,
  ref: string,
) => answer({ session, ...found, event: 'returned', reason, now: cli.clock() }).catch(notRead(ref))

function said(
  { terminal }: Cli,
  ref: string,
  state: DeliveryStateResponse & { advice: string | null },
  { json }: ReturnOptions,
): void {
  if (json) {
    terminal.json(state)
    return
  }
  const advice = state.advice === null ? '' : `, and your advice as ${state.advice}`
  terminal.say(`${ref} is ${state.answer ?? state.state}; its sender has your signed receipt${advice}.`)
}
