import { type Command, Option } from 'commander'
import { consentOf } from '../domain/consents.ts'
import {
  CATEGORIES,
  type Category,
  CONSENTS,
  type Consent,
  type ConsentState,
  NOT_ASKED,
  type NotAsked,
  type OtherConsent,
} from '../domain/wire/referral-fields.ts'
import { offering, repeated, UsageError } from './action.ts'
import { dateNamed, oneOf } from './option-values.ts'

/** What was asked of the people whom it is about, as options say it. */
export type ConsentOptions = {
  consent?: string
  consentOn?: string
  consentWhy?: string
  consentWritten?: boolean
  consentReview?: string
  told?: string
  consentOf?: string[]
}

const TOLD = ['yes', 'no'] as const

export function withConsent(command: Command): Command {
  return command
    .addOption(
      offering(
        new Option(
          '--consent <state>',
          'whether those whom it is about agreed; when left out, what the kind says, and where each case differs the rules ask',
        ),
        CONSENTS,
      ),
    )
    .option('--consent-on <date>', 'day on which it was given or refused')
    .addOption(offering(new Option('--consent-why <code>', 'why it was not sought'), NOT_ASKED))
    .option('--consent-written', 'it was given in writing')
    .option('--consent-review <date>', 'day by which a consent that was given is asked for anew')
    .addOption(offering(new Option('--told <answer>', 'whether they were told that it is shared'), TOLD))
    .option(
      '--consent-of <who=state>',
      'consent of some of them, where it is another, such as victim=given,on=DATE; may be repeated',
      repeated,
    )
}

/** Undefined where nothing is said of it. @throws UsageError */
export function consentFrom(options: ConsentOptions): Consent | undefined {
  const { consent, consentOn, consentWhy, consentWritten, consentReview, told } = options
  if (consent === undefined) {
    const said = { consentOn, consentWhy, consentWritten, consentReview, told }
    if (Object.values(said).every((value) => value === undefined)) return undefined
    throw new UsageError('what more there is to say of consent comes with its state: add --consent')
  }
  const state = oneOf<ConsentState>('consent', CONSENTS, consent)
  return consentOf(state, {
    on: consentOn === undefined ? null : dateNamed('consent-on', consentOn),
    why: consentWhy === undefined ? null : oneOf<NotAsked>('consent-why', NOT_ASKED, consentWhy),
    written: writtenOf(state, consentWritten),
    reviewBy: consentReview === undefined ? null : dateNamed('consent-review', consentReview),
    told: told === undefined ? null : oneOf('told', TOLD, told) === 'yes',
  })
}

/** A consent of which nobody says that it is in writing was given in words. */
function writtenOf(state: ConsentState, written: boolean | undefined): boolean | null {
  return state === 'given' ? written === true : (written ?? null)
}

/** What more `--consent-of` says of a state, by the name that it has there. */
const MORE = {
  on: 'consentOn',
  why: 'consentWhy',
  review: 'consentReview',
  told: 'told',
} as const satisfies Record<string, keyof ConsentOptions>
const isMore = (name: string): name is keyof typeof MORE => Object.hasOwn(MORE, name)

/** Of each, `victim=given,on=2010-03-01,written,review=2011-03-01,told=yes`. Undefined where nothing is said. @throws UsageError */
export function otherConsentsFrom({ consentOf: named }: ConsentOptions): OtherConsent[] | undefined {
  return named?.map((text) => {
    const [first = '', ...more] = text.split(',')
    const [who = '', state = ''] = first.split('=')
    const options: ConsentOptions = { consent: oneOf<ConsentState>('consent-of', CONSENTS, state) }
    for (const part of more) {
      const [name = '', value] = part.split('=')
      if (name === 'written' && value === undefined) options.consentWritten = true
      else if (isMore(name) && value !== undefined) options[MORE[name]] = value
      else
        throw new UsageError(
          '--consent-of is WHO=STATE, and more of it divided by commas: on=DATE, why=CODE, written, review=DATE, told=yes',
        )
    }
    const consent = consentFrom(options)
    if (consent === undefined) throw new UsageError('--consent-of must name a state')
    return { who: oneOf<Category>('consent-of', CATEGORIES, who), consent }
  })
}
