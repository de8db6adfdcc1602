import type { DeliverDependencies } from '../../workers/deliver.ts'
import type { Metrics } from '../metrics.ts'

type Relay = DeliverDependencies['relay']

/** The relay, with every attempt counted. */
export function measuredRelay(relay: Relay, metrics: Pick<Metrics, 'relayed'>): Relay {
  return async (request) => {
    const begun = performance.now()
    const result = await relay(request)
    metrics.relayed(result.outcome, (performance.now() - begun) / 1000)
    return result
  }
}
