import { dayOf } from '../../domain/day.ts'
import { own, type TrustedAgreement, type TrustState } from '../../domain/trust/state.ts'
import { Agreement } from '../../domain/wire/agreement.ts'
import { parseStatement, STATEMENT_LIMIT } from '../../domain/wire/statement.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { draftAgreement, draftAnnex, formOf } from '../../sdk/agreement/draft.ts'
import { AgreementForm, demandNoExample, exampleForm, readForm } from '../../sdk/agreement/form.ts'
import { type Found, recordOf, sorted } from '../../sdk/agreement/gather.ts'
import { keysNow } from '../../sdk/agreement/keys-now.ts'
import { demandStatement, statementDigest } from '../../sdk/agreement/statement-text.ts'
import {
  agreementLines,
  differenceLines,
  standingLine,
  standingsOf,
  totalLine,
} from '../../sdk/agreement/words.ts'
import { ClientError } from '../../sdk/errors.ts'
import type { Session } from '../../sdk/session.ts'
import { enterRecord } from '../../sdk/trust-entry.ts'
import { work } from './open-session.ts'

/** What is drafted: a first version, the next of an agreement that is in the trust log, or its annex. */
export type Drafting = { sort: 'first' } | { sort: 'next' | 'annex'; agreement: string }

/** The exact text that is to be signed, and what it says. */
export type Draft = { text: string; name: string; sha256: string; lines: string[]; differences: string[] }

/** Agreements that a further version or an annex can be drafted of. */
export async function agreementsHere(): Promise<{ id: string; title: string }[]> {
  const state = await (await work()).session.trust.refresh()
  return Object.values(state.agreements).map(({ document: { id, title } }) => ({ id, title }))
}

/** A form to begin from, as JSON: that of the version in force, or an example with keys that are nobody's. */
export async function agreementForm(what: Drafting): Promise<string> {
  const { session, now } = await work()
  const form =
    what.sort === 'first' ? exampleForm(dayOf(now)) : formOf(await agreementOf(session, what.agreement))
  return `${JSON.stringify(form, null, 2)}\n`
}

/**
 * Drafts an agreement from a form that was filled in, or an annex with the keys that this service shows now. Nothing is signed.
 * @param form the JSON of the form; of an annex it is not asked for
 * @throws ClientError naming every field that is not right
 */
export async function draftText(what: Drafting, form: string): Promise<Draft> {
  const { session, now } = await work()
  if (what.sort === 'annex') {
    const before = await agreementOf(session, what.agreement)
    const text = draftAnnex(await keysNow(session, before), before, now)
    return drafted(
      text,
      `${what.agreement}-annex.json`,
      JSON.stringify(JSON.parse(text), null, 2).split('\n'),
      [],
    )
  }
  const filled = readForm(AgreementForm, form)
  demandNoExample(filled)
  const before = what.sort === 'first' ? null : await agreementOf(session, what.agreement)
  const text = draftAgreement(filled, before)
  const document = parseStatement(Agreement, text)
  const differences = before === null ? [] : differenceLines(before.document, document)
  return drafted(text, `${document.id}-${document.version}.json`, agreementLines(document), differences)
}

/** A statement that roots have signed, as it was judged here. */
export type SignedStatement = {
  /** by which it is entered: what was shown, and nothing else */
  id: string
  type: string
  lines: string[]
  /** of an agreement, how each signatory stands: for whom it counts, and for whom not yet */
  standing: string[]
  signatures: number
}

let judged: { id: string; record: TrustRecord } | null = null

/**
 * Judges a statement with its signatures by the rules of the trust log, exactly as the service and every client will.
 *
 * @param statement the exact text as it was drafted, by the name of its file
 * @param beside signatures and certificates; `own`: the private part of an appointment, null where there is none
 * @throws TrustError saying what is missing, or ClientError
 */
export async function judgeStatement(
  { name, text }: { name: string; text: string },
  beside: { armored: readonly Found[]; own: string | null },
): Promise<SignedStatement> {
  judged = null
  const { session } = await work()
  if (text.length > STATEMENT_LIMIT * 3) throw new ClientError(`${name} is too long for a statement.`)
  const type = demandStatement(name, text)
  const gathered = sorted(beside.armored)
  if (gathered.signatures.length === 0)
    throw new ClientError(
      'No signature is among these files. Whoever the statement is for signs it, and sends back the file with the signature.',
    )
  const state = await session.trust.refresh()
  const { record, after } = await recordOf(text, { ...gathered, private: beside.own }, state)
  const id = crypto.randomUUID()
  judged = { id, record }
  const lines = linesOf(type, text)
  return {
    id,
    type,
    lines,
    standing: standingOf(type, text, state, after),
    signatures: gathered.signatures.length,
  }
}

/** Enters what was judged. @returns the record of the trust log */
export async function enterStatement(id: string): Promise<number> {
  if (judged?.id !== id) throw new ClientError('Something else was looked at since. Choose the files again.')
  const { client, trust } = (await work()).session
  const { size } = await enterRecord({ client, trust }, judged.record)
  judged = null
  return size
}

function standingOf(type: string, text: string, before: TrustState, after: TrustState): string[] {
  if (type !== 'agreement') return []
  const document = parseStatement(Agreement, text)
  const signed = own(after.agreements, document.id)?.signed ?? []
  const standings = standingsOf(document, own(before.agreements, document.id)?.document, signed)
  return [...standings.map(standingLine), totalLine(standings)]
}

const linesOf = (type: string, text: string): string[] =>
  type === 'agreement'
    ? agreementLines(parseStatement(Agreement, text))
    : JSON.stringify(JSON.parse(text), null, 2).split('\n')

const drafted = async (
  text: string,
  name: string,
  lines: string[],
  differences: string[],
): Promise<Draft> => ({ text, name, sha256: await statementDigest(text), lines, differences })

async function agreementOf({ trust }: Pick<Session, 'trust'>, id: string): Promise<TrustedAgreement> {
  const found = own((await trust.refresh()).agreements, id)
  if (found) return found
  throw new ClientError('There is no such agreement in the trust log.')
}
