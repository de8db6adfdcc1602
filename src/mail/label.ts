import { formatMarking } from '../domain/marking.ts'
import type { Marking } from '../domain/wire/referral-fields.ts'
import { parameter } from './header.ts'

/** The names of the two header fields that carry a protective marking outside the seal. */
export const LABEL_HEADER = 'SIO-Label'
export const MARKING_HEADER = 'Despatch-Marking'

const TYPE = 'urn:despatch:marking:1'
const NAMESPACE = 'despatch'
const WORDS = /^[A-Z][A-Z /-]{0,39}$/

/**
 * The value of an `SIO-Label` field (RFC 7444 §2): the marking as people read it, and as a label of our own type.
 */
export function formatLabel(marking: Marking): string {
  const label = [marking.scheme, marking.level, ...marking.descriptors].join('/')
  return [
    parameter('marking', formatMarking(marking)),
    parameter('type', TYPE),
    parameter('label', label),
  ].join('; ')
}

/**
 * The value of the plain field, after the grammar of the Australian `X-Protective-Marking` but in our own namespace:
 * `VER=1, NS=despatch, SCHEME=GPMS, SEC=PROTECT, DESC=PERSONAL`.
 */
export function formatMarkingHeader(marking: Marking): string {
  const { scheme, level, descriptors } = marking
  const pairs = [`VER=1`, `NS=${NAMESPACE}`, `SCHEME=${scheme}`, `SEC=${level}`]
  return [...pairs, ...descriptors.map((descriptor) => `DESC=${descriptor}`)].join(', ')
}

/**
 * Reads the plain field. Whether the level exists in its scheme is for `domain/marking.ts` to say.
 *
 * @param values every value of the field in one message; more than one is no marking at all
 * @returns null where there is none that can be relied on
 */
export function parseMarkingHeader(values: readonly string[]): Marking | null {
  const [value] = values
  if (value === undefined || values.length > 1 || value.length > 400) return null
  const pairs = value.split(',').map((pair) => pair.trim().split('='))
  const [version, namespace, scheme, level, ...rest] = pairs
  if (!isPair(version, 'VER', '1') || !isPair(namespace, 'NS', NAMESPACE)) return null
  const named = scheme?.[0] === 'SCHEME' && scheme.length === 2 ? scheme[1] : null
  const grade = level?.[0] === 'SEC' && level.length === 2 ? (level[1] ?? '') : ''
  if ((named !== 'GPMS' && named !== 'GSC') || !WORDS.test(grade) || rest.length > 4) return null
  const descriptors: string[] = []
  for (const [name, text, ...more] of rest) {
    if (name !== 'DESC' || text === undefined || !WORDS.test(text) || more.length > 0) return null
    if (descriptors.includes(text)) return null
    descriptors.push(text)
  }
  return { scheme: named, level: grade, descriptors }
}

function isPair(pair: readonly string[] | undefined, name: string, value: string): boolean {
  return pair?.length === 2 && pair[0] === name && pair[1] === value
}
