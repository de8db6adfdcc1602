import type { Kind } from '../../domain/kinds.ts'
import type { Beside, Drop } from './drops.ts'
import type { Seen } from './look.ts'

/** A file that goes with the data, and what it is called inside the seal. */
export type Named = { pdf: Seen; sentAs: string; rivals: Drop[] }

/**
 * What the data call the files that belong to them, such as the maps of an order; none where the kind names no files,
 * or the data are not valid.
 */
export function namesIn(kind: Kind, data: unknown): string[] {
  // Of no attachments at all every one that is named is missing, and the fault leads to its name.
  const named = kind.attachmentFaults(data, []).map(({ path }) => (path === '' ? null : valueAt(data, path)))
  return [...new Set(named.filter((name) => typeof name === 'string'))]
}

/**
 * The files beside a drop that its data name: for `map.pdf` that is `NAME-map.pdf` or `NAME.map.pdf`, for
 * `NAME-map.pdf` it is that very file. More than one for a name means that nobody can tell which is meant.
 */
export function filesNamed(name: string, { name: drop, beside }: Pick<Drop, 'name' | 'beside'>): Named[] {
  const wanted = new Set([name, `${drop}-${name}`, `${drop}.${name}`])
  return beside.filter(({ pdf }) => wanted.has(pdf.name)).map((one) => namedAs(one, name))
}

const namedAs = ({ pdf, rivals }: Beside, sentAs: string): Named => ({ pdf, sentAs, rivals })

/** RFC 6901 §4; own members alone. */
function valueAt(data: unknown, path: string): unknown {
  let value = data
  for (const token of path.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.getOwnPropertyDescriptor(value, key)?.value
  }
  return value
}
