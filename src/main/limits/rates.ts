/** How much each limit allows in how many seconds. */
export type Rate = { points: number; windowSeconds: number }

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
  'api.failedSignIns': { points: 10, windowSeconds: FIVE_MINUTES },
  'api.failedSignInsAnywhere': { points: 100, windowSeconds: FIVE_MINUTES },
  'gateway.perAddress': { points: 6_000, windowSeconds: MINUTE },
  'gateway.bytesPerAddress': { points: 4096 * MIB, windowSeconds: HOUR },
  'gateway.perPartner': { points: 6_000, windowSeconds: MINUTE },
} as const satisfies Record<string, Rate>

export type LimitName = keyof typeof RATES
