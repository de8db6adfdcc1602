import type { PublicKey } from '../crypto/keys.ts'
import { compareKeys } from '../crypto/partner-key/compare-keys.ts'
import { judgePartnerKey, type PartnerKey } from '../crypto/partner-key/judge-key.ts'
import { PartnerKeyError } from '../crypto/partner-key/problem.ts'
import { domainOf } from '../mail/address.ts'
import { autocryptKey } from '../mail/autocrypt.ts'
import { readHead } from '../mail/fields.ts'

/**
 * A key of its sender that came with a mail. Nobody believes it: a reader may hand it in, to wait for a liaison officer.
 * `refused` says why it is of no use, and what to do.
 */
export type CarriedKey = { address: string; where: 'attachment' | 'header' } & (
  | { key: PartnerKey; change: 'first' | 'renewed' | 'changed'; refused: null }
  | { key: null; change: null; refused: string }
)

/** Attachments that are looked at for keys. */
const MOST_FILES = 3

type Mail = {
  raw: Uint8Array
  files: readonly { type: string; name: string; bytes: Uint8Array }[]
  /** whom the mail is from, and the domain that it came from */
  from: string | null
  domain: string
  /** certificates in use of the mailboxes of that domain, the current one first */
  senders: ReadonlyMap<string, readonly PublicKey[]>
}

/**
 * Keys of its sender that a mail carries, as attachments (`application/pgp-keys`, RFC 3156 §7) or in its Autocrypt field,
 * that say something new. Of anybody but its sender none is looked at, nor where it is from another domain than it says.
 */
export async function carriedKeys(
  { raw, files, from, domain, senders }: Mail,
  now: Date,
): Promise<CarriedKey[]> {
  if (from === null || domainOf(from) !== domain) return []
  const found: CarriedKey[] = []
  const seen = new Set<string>()
  for (const { where, file } of filesOf(raw, files, from)) {
    const carried = await judged(file, { address: from, where, inUse: senders.get(from)?.[0] ?? null }, now)
    const what = carried?.key?.sha256 ?? carried?.refused
    if (carried === null || what === undefined || seen.has(what ?? '')) continue
    seen.add(what ?? '')
    found.push(carried)
  }
  return found
}

function filesOf(raw: Uint8Array, files: Mail['files'], from: string) {
  const attached = files
    .filter(
      ({ type, name }) => type === 'application/pgp-keys' || /\.(?:asc|pgp|gpg|key)$/i.test(name.slice(-10)),
    )
    .filter(({ type, bytes }) => type === 'application/pgp-keys' || isArmoredKey(bytes))
    .slice(0, MOST_FILES)
    .map(({ bytes }) => ({ where: 'attachment' as const, file: bytes }))
  const header = autocryptKey(readHead(raw)?.fields ?? [])
  return header?.address === from ? [...attached, { where: 'header' as const, file: header.key }] : attached
}

const isArmoredKey = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(0, 200)).includes('-----BEGIN PGP PUBLIC KEY BLOCK-----')

async function judged(
  file: Uint8Array,
  { address, where, inUse }: { address: string; where: CarriedKey['where']; inUse: PublicKey | null },
  now: Date,
): Promise<CarriedKey | null> {
  try {
    const key = await judgePartnerKey(file, { address, now })
    const { change } = await compareKeys(inUse, key, now)
    return change === 'same' ? null : { address, where, key, change, refused: null }
  } catch (error) {
    if (error instanceof PartnerKeyError)
      return { address, where, key: null, change: null, refused: error.message }
    throw error
  }
}
