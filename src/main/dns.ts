import { Resolver } from 'node:dns/promises'
import type { Resolve } from '../mail/gateway/mta-sts.ts'

/** Asks the DNS servers of this machine; each question is given up after a few seconds. */
export function systemResolver(): Resolve {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  return (name, type) => resolver.resolve(name, type)
}
