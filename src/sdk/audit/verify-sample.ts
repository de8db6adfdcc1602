import Type from 'typebox'
import { LeafIndex } from '../../domain/wire/register-response.ts'
import type { ReviewStatement, SampleDefinition } from '../../domain/wire/review-statement.ts'
import { readEntry } from '../../log/entry.ts'
import type { Hash } from '../../log/tree.ts'
import { ClientError } from '../errors.ts'
import { readDestructions } from './destructions.ts'
import { isDisclosure } from './facts.ts'
import { definitionOf, type JudgedSample, judgeSample, type SampleEvidence } from './sample-evidence.ts'

const Opened = Type.Array(
  Type.Object(
    { index: LeafIndex, salt: Type.String(), record: Type.String() },
    { additionalProperties: false },
  ),
)

/** `announcements.json`: where `entries.txt` begins, and what opens the entries that a sample is shown by. */
export const AnnouncementsJson = Type.Object(
  { start: LeafIndex, announcement: LeafIndex, announcements: Opened, destructions: Opened },
  { additionalProperties: false },
)

/**
 * Draws a sample again, and demands that the statement says of it what it came to; that what it remarks of the range's ends can be,
 * and what it calls destroyed is.
 *
 * @throws ClientError
 */
export function verifySample(
  hash: Hash,
  evidence: SampleEvidence,
  { review, agency, sample }: Pick<ReviewStatement, 'review' | 'agency'> & { sample: SampleDefinition },
): JudgedSample {
  const judged = judgeSample(hash, evidence)
  const { announced } = judged
  if (announced.review !== review || announced.agency !== agency)
    throw new ClientError('It was announced for another review, or by another agency.')
  const said = new Map<string, unknown>(Object.entries(sample))
  const found = definitionOf(judged, sample)
  const wrong = Object.entries(found).find(([name, value]) => said.get(name) !== value)
  // Its remarks are its own: they are looked at next.
  if (wrong && wrong[0] !== 'remarks')
    throw new ClientError(`The statement says ${wrong[0]} otherwise than it is (${String(wrong[1])}).`)
  demandRemarks(hash, evidence, judged, sample)
  return judged
}

function demandRemarks(
  hash: Hash,
  { start, entries, destructions }: SampleEvidence,
  { announced, size }: JudgedSample,
  { remarks }: SampleDefinition,
): void {
  const entryAt = (index: bigint) => readEntry(entries[Number(index - start)] ?? new Uint8Array())
  const destroyed = readDestructions(hash, entryAt, destructions)
  const [from, to] = [BigInt(announced.from), BigInt(announced.to)]
  const within = [from, to] as const
  const places = {
    before: [start, from],
    first: within,
    last: within,
    drawn: within,
    after: [to, size],
  } as const
  for (const { where, why, count, leaves, by } of remarks) {
    if (count < leaves.length || new Set(leaves).size < leaves.length)
      throw new ClientError('It remarks on fewer disclosures than it names.')
    for (const leaf of leaves) {
      const index = BigInt(leaf)
      const [least, beyond] = places[where]
      const isThere = index >= least && index < beyond && isDisclosure(entryAt(index)?.type ?? '')
      if (!isThere) throw new ClientError(`It remarks on entry ${leaf}, which is no disclosure there.`)
      const says = by.map(BigInt).filter((entry) => destroyed.get(entry)?.includes(index))
      if (why.startsWith('destroyed') && says.length === 0)
        throw new ClientError(`It says that entry ${leaf} was destroyed, and shows no entry that says so.`)
      const isSince = says.every((entry) => entry >= size)
      if (why.startsWith('destroyed') && isSince !== (why === 'destroyed-since'))
        throw new ClientError(
          `It says that entry ${leaf} was destroyed ${isSince ? 'before' : 'after'} the sample was announced, and the entry that destroyed it stands ${isSince ? 'after' : 'before'} that.`,
        )
    }
  }
}
