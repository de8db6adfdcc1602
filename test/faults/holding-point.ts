/** The points at which the process of a test's service can be held, to be killed there. */
const HOLDING_POINTS = ['before-relay', 'after-relay', 'before-250', 'after-journal'] as const
export type HoldingPoint = (typeof HOLDING_POINTS)[number]

export const isHoldingPoint = (value: unknown): value is HoldingPoint =>
  HOLDING_POINTS.some((point) => point === value)

/** What the process says: that it is ready, that it was told where to hold, that it holds there. */
export type ToParent = { ready: true } | { told: true } | { held: string }
