import { check } from '../../../domain/wire/check.ts'
import { keepTree, treeOf, VerifiedTree } from '../../../sdk/verified-log.ts'
import type { VerifiedPoint } from '../../../sdk/verify-log.ts'
import type { Kept } from '../kept.ts'

/** How far this browser has verified the tree of the log, of which key, and when: the same whoever did. */
export type KeptTree = { after: VerifiedPoint; at: string }

const TREE = 'verified tree'

/** What an earlier visit verified of the log of this key; null where there is nothing to go on from. */
export async function readTree(kept: Kept, logKey: string): Promise<KeptTree | null> {
  const said = parsed(await kept.get(TREE))
  if (said?.logKey !== logKey || typeof said.at !== 'string') return null
  if (check(VerifiedTree, said.tree).length > 0) return null
  const tree = treeOf(said.tree as VerifiedTree)
  // What of it could be opened then is not kept: that is for those who review, and not for whoever comes to this browser.
  return tree && { after: { ...tree, opened: 0n, erased: 0n, withheld: 0n }, at: said.at }
}

export const writeTree = (kept: Kept, logKey: string, point: VerifiedPoint, at: string): Promise<void> =>
  kept.set({ [TREE]: JSON.stringify({ logKey, at, tree: keepTree(point) }) })

function parsed(text: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
