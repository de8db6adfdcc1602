/**
 * How much each limit allows in how many seconds, and what becomes of those that come anew when there are more than one
 * process can tell apart.
 */
export type Rate = { points: number; windowSeconds: number; crowd?: 'shared' | 'uncounted' }

const MIB = 1024 * 1024
const MINUTE = 60
const FIVE_MINUTES = 300
const HOUR = 3600

/**
 * Generous: a case-management system that pushes a morning's orders, or an office of hundreds behind one address, is
 * no attacker. An address may do twice what an account may.
 */
export const RATES = {
  'api.perAddress': { points: 24_000, windowSeconds: MINUTE },
  'api.perAccount': { points: 12_000, windowSeconds: MINUTE },
  'api.submissions': { points: 3_000, windowSeconds: MINUTE },
  'api.submittedBytes': { points: 4096 * MIB, windowSeconds: HOUR },
  'api.signIns': { points: 120, windowSeconds: MINUTE },
  // A key of this one is made by failing alone, so whoever never failed would share a place that strangers have filled,
  // and be refused; in a crowd it is left to the next, which slows down and refuses nobody.
  'api.failedSignIns': { points: 10, windowSeconds: FIVE_MINUTES, crowd: 'uncounted' },
  'api.failedSignInsAnywhere': { points: 100, windowSeconds: FIVE_MINUTES },
  'gateway.perAddress': { points: 6_000, windowSeconds: MINUTE },
  'gateway.bytesPerAddress': { points: 4096 * MIB, windowSeconds: HOUR },
  'gateway.perPartner': { points: 6_000, windowSeconds: MINUTE },
} as const satisfies Record<string, Rate>

export type LimitName = keyof typeof RATES
