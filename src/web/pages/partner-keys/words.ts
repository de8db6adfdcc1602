import type { WaitingKeyLine } from '../../worker/partner-keys.ts'

export const BACK = { href: '/agency/keys', text: 'Back to the keys that wait' }

const CHANGED = {
  first: 'It would be the first key of that mailbox.',
  same: 'It is the key in use, and says nothing new.',
  renewed: 'It is the key in use, which has renewed itself.',
  changed: 'It is another key than the one in use.',
} as const

/** What a key is to the one in use. */
export const changeWords = (change: keyof typeof CHANGED): string => CHANGED[change]

/** The same, of a key that has not been judged here. */
export function lineWords({ inUse, fingerprint, holds }: WaitingKeyLine): string {
  const change = inUse === null ? 'first' : inUse === fingerprint ? 'renewed' : 'changed'
  if (change !== 'changed') return CHANGED[change]
  return holds
    ? 'It is another key than the one in use. Until it is settled your agency seals nothing to that mailbox.'
    : 'It is another key than the one in use. Another agency reported it; what yours sends is not held back.'
}

export const SEEN = {
  file: 'in a file',
  wkd: 'in the Web Key Directory of its domain',
  mail: 'in a mail',
} as const
