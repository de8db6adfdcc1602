import { knownBasis } from '../../../domain/rule-sets.ts'
import { Manifest } from '../../../domain/wire/manifest.ts'
import type { DisclosureRow } from '../../../domain/wire/register-response.ts'
import { parseStatement } from '../../../domain/wire/statement.ts'
import { type ChainLink, readChain } from '../../../sdk/audit/chain.ts'
import { readLeaves } from '../../../sdk/audit/leaves.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { proveRegistered } from '../../../sdk/proof.ts'
import { createReconciliation } from '../../../sdk/reconcile.ts'
import { registerReference } from '../../../sdk/register.ts'
import { sentenceOf } from '../../../sdk/sentence.ts'
import type { Session } from '../../../sdk/session.ts'
import { witnessingFor, witnessingLines } from '../../../sdk/witnessing-for.ts'
import { consentsToCheck } from '../compose/consent-words.ts'
import { keepSeen, newestSeen, work } from '../open-session.ts'
import { LogContradictedError } from '../seen-log.ts'

/** A legal basis as its sender named it, and what it means. */
export type Basis = { code: string; name: string; says: string }

/** A disclosure to one mailbox, as the register has it, with whom else it went to. */
export type Disclosure = { row: DisclosureRow; others: DisclosureRow[]; bases: Basis[] }

/**
 * What the log proves of a disclosure; `file` is the C2SP tlog-proof, where there is one. `consents`: what the manifest says of consent,
 * in lines, with the reasons that the register does not have; null where there is none to be had, or the register says otherwise.
 */
export type Proved = { holds: boolean; words: string[]; file: string | null; consents: string[] | null }

/** What the log tells of a referral, a stretch of it; `next`: the entry to go on from, null at the end. */
export type Chain = { links: (Omit<ChainLink, 'index'> & { index: string })[]; next: string | null }

/** Recipients of one referral that are asked for; the rules let fewer be named. */
const MOST_ROWS = 200

/** The row of a referral's disclosure to one mailbox. @throws ClientError when the register has none */
export async function disclosure({
  referral,
  delivery,
}: {
  referral: string
  delivery: string
}): Promise<Disclosure> {
  const { session } = await work()
  const rows = await rowsOf(session, referral)
  const row = rows.find((one) => one.delivery === delivery)
  if (!row) throw new ClientError('The register has no such disclosure that you may read.')
  const amendments = (await session.trust.state()).amendments.map(({ document }) => document)
  return {
    row,
    others: rows.filter((one) => one !== row),
    bases: row.bases.map((code) => {
      const known = knownBasis(code, amendments)
      return {
        code,
        name: known ? `${known.name} (${known.statute})` : code,
        says: known?.sentence ?? 'No rule set here has this basis, nor an amendment of one.',
      }
    }),
  }
}

/**
 * Proves that a disclosure stands in the log, and holds the register against what was logged. What does not hold is said in words.
 *
 * @param referral its id
 */
export async function proveDisclosure({
  referral,
  delivery,
}: {
  referral: string
  delivery: string
}): Promise<Proved> {
  const { session } = await work()
  const rows = await rowsOf(session, referral)
  const row = rows.find((one) => one.delivery === delivery)
  if (!row) throw new ClientError('The register has no such disclosure that you may read.')
  try {
    return row.record === 'erased' ? await proveErased(session, row) : await proveKept(session, row, rows)
  } catch (error) {
    const sentence = sentenceOf(error)
    // A contradiction is more than a proof that does not hold: it stops everything here.
    if (sentence === null || error instanceof LogContradictedError) throw error
    return { holds: false, words: [sentence], file: null, consents: null }
  }
}

async function proveKept(
  session: Session,
  row: DisclosureRow,
  rows: readonly DisclosureRow[],
): Promise<Proved> {
  const { proof, record } = await proveRegistered(session, row)
  const { index, type, checkpoint } = proof
  await keepSeen(session, checkpoint.note)
  const reconciliation = createReconciliation({ settled: checkpoint.size, sight: { everything: true } })
  for (const one of rows) reconciliation.addRow(one)
  reconciliation.addEntry({ index, type, record })
  const { misfits } = reconciliation.end(index + 1n)
  return {
    holds: misfits.length === 0 && record !== null,
    words: [
      `It is entry ${index} of the log. This browser has computed the way from that entry to the root that the log’s key signed, for a log of ${checkpoint.size} entries: the entry stands there and cannot be taken away unseen.`,
      record === null
        ? 'What stands behind the entry was not given to you, although you may open every record. Tell the operator.'
        : `What stands behind the entry was opened and is what was logged: ${row.origin === 'mail' ? 'the statement of how the mail came' : 'the signed manifest, which says who sent it to whom, why and on what basis'}.`,
      misfits.length === 0
        ? 'The register says the same as what was logged.'
        : `The register does not say what was logged: ${misfits.map(({ problem }) => problem).join('; ')}. Tell the operator.`,
      ...(await witnesses(session, checkpoint.note)),
    ],
    file: proof.proof,
    consents: misfits.length === 0 && record !== null ? consentsIn(row, record) : null,
  }
}

/** The record of what was submitted is its manifest; a partner's mail says nothing of consent. */
const consentsIn = ({ origin }: DisclosureRow, record: string): string[] | null =>
  origin === 'mail' ? null : consentsToCheck(parseStatement(Manifest, record))

/** Of what was destroyed the entry is left, and where it stands. */
async function proveErased(session: Session, { leaf, destruction }: DisclosureRow): Promise<Proved> {
  const checkpoint = await newestSeen(session)
  if (leaf === null || checkpoint === null)
    throw new ClientError('Its log entry is not published yet. Ask again in a moment.')
  await readLeaves(session, checkpoint, [BigInt(leaf)])
  return {
    holds: destruction !== null,
    words: [
      `It is entry ${leaf} of the log, and this browser has computed that the entry stands under the signed checkpoint of ${checkpoint.size} entries.`,
      destruction === null
        ? 'What stood behind it is not there any more, and no published entry says that it was destroyed. Look again in a moment; if it stays so, tell the operator.'
        : `What stood behind it was destroyed, as entry ${destruction} of the log says. Why, and who decided it, checking the whole log tells.`,
      ...(await witnesses(session, checkpoint.note)),
    ],
    file: null,
    consents: null,
  }
}

const witnesses = async (session: Session, note: string): Promise<string[]> =>
  witnessingLines(await witnessingFor(session, note))

/** What the log tells of a referral from an entry on. */
export async function disclosureChain({
  referral,
  from,
}: {
  referral: string
  from: string
}): Promise<Chain> {
  const { session } = await work()
  const checkpoint = await newestSeen(session)
  if (checkpoint === null) return { links: [], next: null }
  const { links, next } = await readChain(session, checkpoint, { referral, start: BigInt(from) })
  return {
    links: links.map(({ index, ...link }) => ({ ...link, index: String(index) })),
    next: next === null ? null : String(next),
  }
}

async function rowsOf(session: Session, referral: string): Promise<DisclosureRow[]> {
  const { rows } = await session.client.disclosures(
    { reference: registerReference(referral) },
    { limit: MOST_ROWS },
  )
  return rows.filter((row) => row.referral === referral)
}
