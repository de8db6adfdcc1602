import { KINDS, type KindName } from './wire/referral-fields.ts'

/**
 * The reference that people say on the telephone: `ASB-7K3F9-QX2M4-P`. A prefix for the kind, the low 50 bits
 * of the UUIDv7 (all of them random) as ten Crockford base32 characters, and a check character.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const PREFIXES = {
  'asb-incident': 'ASB',
  concern: 'CON',
  'early-intervention': 'EAR',
  'evidence-request': 'EVR',
  'evidence-bundle': 'EVB',
  'court-order': 'ORD',
  'order-breach': 'BRE',
  'asb-panel-referral': 'PAN',
  'marac-referral': 'MAR',
  'marac-research': 'MRS',
  'ppo-nomination': 'PPO',
  'dip-notice': 'DIP',
  'information-request': 'REQ',
  'scrutiny-request': 'SCR',
  reply: 'REP',
  note: 'NTE',
  'verbal-disclosure': 'VRB',
  'paper-disclosure': 'PPR',
  mail: 'MSG',
} as const

/** What a reference can be of: a kind of referral, or mail from a partner that nobody has filed yet. */
type ReferenceOf = KindName | 'mail'

/** The text is not a reference; the message says how one looks. */
export class BadReference extends Error {
  override readonly name = 'BadReference'
}

/**
 * The reference of a referral.
 *
 * @param kind gives the prefix
 * @param id a UUID, with or without hyphens
 */
export function referenceOf(kind: ReferenceOf, id: string): string {
  const core = referenceCore(id)
  return `${PREFIXES[kind]}-${core.slice(0, 5)}-${core.slice(5)}-${checkCharacter(core)}`
}

/** The ten characters between prefix and check: the same for one id whatever its kind is found to be. */
export function referenceCore(id: string): string {
  const hex = id.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw new BadReference('A reference is made from a UUID.')
  let bits = BigInt.asUintN(50, BigInt(`0x${hex}`))
  let core = ''
  for (let place = 0; place < 10; place++) {
    core = ALPHABET.charAt(Number(bits & 31n)) + core
    bits >>= 5n
  }
  return core
}

/**
 * Reads a reference as people type it: any case, with or without prefix and hyphens, O for 0, I and L for 1.
 *
 * @returns the ten characters to look up; the prefix says nothing about identity
 * @throws BadReference when it is not of that form or the check character shows a slip
 */
export function parseReference(text: string): { core: string } {
  const typed = text.length > 40 ? '' : text.toUpperCase().replaceAll(/[\s-]/g, '')
  const bare = typed.length === 14 && hasPrefix(typed) ? typed.slice(3) : typed
  const plain = bare.replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  if (!/^[0-9A-HJKMNP-TV-Z]{11}$/.test(plain)) {
    throw new BadReference('That is not a reference. References look like ASB-7K3F9-QX2M4-6.')
  }
  const core = plain.slice(0, 10)
  if (checkCharacter(core) !== plain.charAt(10)) {
    throw new BadReference('That reference has a slip in it: its last character does not fit the others.')
  }
  return { core }
}

function hasPrefix(typed: string): boolean {
  return [...KINDS, 'mail' as const].some((kind) => typed.startsWith(PREFIXES[kind]))
}

/**
 * A checksum in GF(2^5): each step multiplies by x modulo x^5 + x^2 + 1. It notices every single wrong
 * character and every exchange of two, which a sum modulo 32 does not, and needs no character outside the
 * alphabet, as Crockford's modulo 37 does.
 */
function checkCharacter(core: string): string {
  let sum = 0
  for (const character of core) {
    sum = (sum ^ ALPHABET.indexOf(character)) << 1
    if (sum & 32) sum ^= 0b100101
  }
  return ALPHABET.charAt(sum)
}
