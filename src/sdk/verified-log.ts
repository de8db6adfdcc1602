import Type, { type Static } from 'typebox'
import { TRANSPORT_STATES } from '../domain/delivery.ts'
import { INVARIANTS, type Invariant } from '../domain/history/verdict.ts'
import type { KeptHistory } from '../domain/history.ts'
import { DESTRUCTION_REASONS, Destroyed } from '../domain/wire/destroyed.ts'
import { fromBase64, toBase64 } from '../log/base64.ts'
import type { VerifiedPoint } from '../log/verify.ts'

/** Decimal text: indices reach 2^64. */
const Index = Type.String({ pattern: '^(0|[1-9][0-9]{0,19})$' })
const Hash = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' })
const Count = Type.Integer({ minimum: 0 })
const Word = Type.String({ maxLength: 10_000 })
const Reached = Type.Enum([...TRANSPORT_STATES, 'collected', 'received'])
const { entries, reason, time } = Destroyed.properties

const decided = Type.Union([
  Type.Object({ by: Type.Literal('schedule') }),
  Type.Object({ by: Type.Literal('person'), person: Word }),
])
const DestructionTold = Type.Object({ entry: Index, entries, reason, decided, time })
const InvariantName = Type.Enum(Object.keys(INVARIANTS).filter(isInvariant))

/** How far the tree of a log was verified: public values, whoever verified it. */
export const VerifiedTree = Type.Object({
  size: Index,
  root: Hash,
  edge: Type.Array(Type.Object({ n: Index, hashes: Type.Array(Hash, { maxItems: 255 }) }), { maxItems: 8 }),
})
export type VerifiedTree = Static<typeof VerifiedTree>

/**
 * How far this machine has verified a log, and what it knows of its history: what it takes to verify only what comes
 * after. Kept by the machine that verified; nobody else's is believed.
 */
export const VerifiedLog = Type.Object({
  ...VerifiedTree.properties,
  opened: Index,
  erased: Index,
  withheld: Index,
  history: Type.Object({
    next: Index,
    unopened: Type.Object({ beginnings: Count, continuations: Count }),
    violations: Type.Array(
      Type.Object({
        entry: Index,
        referral: Type.Union([Word, Type.Null()]),
        invariant: InvariantName,
        says: Word,
      }),
    ),
    violationCount: Count,
    unjudged: Type.Array(Type.Object({ invariant: InvariantName, times: Count, why: Word })),
    destructions: Type.Object({
      destroyed: Count,
      missing: Type.String({ pattern: '^([0-9a-f]{2})*$' }),
      keptUntil: Type.Array(Type.Tuple([Count, Type.Array(Count)])),
      latest: Type.Union([DestructionTold, Type.Null()]),
      ahead: Type.Array(DestructionTold, { maxItems: 100 }),
      newest: Type.Union([Type.Object({ entry: Index, created: time }), Type.Null()]),
      names: Type.Array(Type.Object({ entry: Index, least: Count, isKnown: Type.Boolean() })),
      count: Count,
      totals: Type.Record(Type.Enum([...DESTRUCTION_REASONS]), Type.Object({ count: Count, entries: Count })),
      told: Type.Array(DestructionTold, { maxItems: 100 }),
      wrongCount: Count,
      wrong: Type.Array(DestructionTold, { maxItems: 100 }),
    }),
    standings: Type.Array(
      Type.Object({
        from: Type.Union([Word, Type.Null()]),
        to: Type.Array(Type.Tuple([Word, Reached])),
      }),
    ),
    open: Type.Array(Type.Tuple([Word, Index, Count])),
    ended: Type.Array(Type.Array(Word)),
  }),
})
export type VerifiedLog = Static<typeof VerifiedLog>

function isInvariant(name: string): name is Invariant {
  return name in INVARIANTS
}

/** What is kept of a verification that found nothing wrong with the log. */
export function keepVerified(point: VerifiedPoint, history: KeptHistory): VerifiedLog {
  const { opened, erased, withheld } = point
  return {
    ...keepTree(point),
    opened: String(opened),
    erased: String(erased),
    withheld: String(withheld),
    history,
  }
}

/** What is kept of its tree alone. */
export const keepTree = ({ size, root, edge }: VerifiedPoint): VerifiedTree => ({
  size: String(size),
  root: toBase64(root),
  edge: edge.map(({ n, hashes }) => ({ n: String(n), hashes: hashes.map(toBase64) })),
})

/** Where to go on from; null when what was kept is damaged, and the whole log is to be verified again. */
export function pointOf(kept: VerifiedLog): VerifiedPoint | null {
  const tree = treeOf(kept)
  if (!tree || kept.history.next !== kept.size) return null
  const { opened, erased, withheld } = kept
  return { ...tree, opened: BigInt(opened), erased: BigInt(erased), withheld: BigInt(withheld) }
}

/** The same of a tree alone. */
export function treeOf(kept: VerifiedTree): Pick<VerifiedPoint, 'size' | 'root' | 'edge'> | null {
  const root = fromBase64(kept.root)
  const edge = kept.edge.map(({ n, hashes }) => ({ n: BigInt(n), hashes: hashes.map(fromBase64) }))
  if (!root) return null
  const whole: { n: bigint; hashes: Uint8Array[] }[] = []
  for (const { n, hashes } of edge) {
    const read = hashes.filter((hash) => hash !== null)
    if (read.length !== hashes.length) return null
    whole.push({ n, hashes: read })
  }
  // The edge is of the full tiles of the leaves up to there.
  const [leaves] = whole
  if ((leaves?.n ?? 0n) !== BigInt(kept.size) / 256n || (leaves?.hashes.length ?? 0) > 0) return null
  return { size: BigInt(kept.size), root, edge: whole }
}
